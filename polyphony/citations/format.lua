-- Entries of bibliographies, and pages of citations, to records and formatted pages: any number of each in one run.
--
-- Run as `pandoc lua format.lua FOLDER`. It reads FOLDER/request.json and FOLDER/style.csl, and writes
-- FOLDER/answer.json. What goes wrong with one entry or page is its `error` and leaves the others alone.

local folder = arg[1]

local function read(name)
  local file = assert(io.open(folder .. '/' .. name, 'rb'))
  local content = file:read('a')
  file:close()
  return content
end

local function write(name, content)
  local file = assert(io.open(folder .. '/' .. name, 'wb'))
  file:write(content)
  file:close()
end

-- The lists that are empty must stay lists.
local function list(items)
  return '[' .. table.concat(items, ',') .. ']'
end

local function quote(text)
  return pandoc.json.encode(tostring(text))
end

-- An address that leads to a DOI is no DOI: styles write the address themselves.
local function bare(doi)
  local text = tostring(doi):gsub('^%s+', '')
  local lower = text:lower()
  for _, start in ipairs({ 'https://doi.org/', 'http://doi.org/', 'https://dx.doi.org/', 'http://dx.doi.org/', 'doi:' }) do
    if lower:sub(1, #start) == start then
      return (text:sub(#start + 1):gsub('^%s+', ''))
    end
  end
  return text
end

local request = pandoc.json.decode(read('request.json'), false)
local records = request.records
local answers = { conversions = {}, pages = {} }

-- Each record goes its own way as the text of a JSON object; its number is the one that pages know it by.
for place, conversion in ipairs(request.conversions) do
  local fine, result = pcall(function()
    local converted = pandoc.write(pandoc.read(conversion.text, conversion.format), 'csljson')
    for _, record in ipairs(pandoc.json.decode(converted, false)) do
      if record.id == conversion.key then
        if record.DOI then
          record.DOI = bare(record.DOI)
        end
        return pandoc.json.encode(record)
      end
    end
    error('there is no such entry')
  end)
  if fine then
    records[conversion.number] = result
    answers.conversions[place] = '{"record":' .. result .. '}'
  else
    answers.conversions[place] = '{"error":' .. quote(result) .. '}'
  end
end

local version = {}
for part in tostring(PANDOC_API_VERSION):gmatch('%d+') do
  version[#version + 1] = part
end

for place, page in ipairs(request.pages) do
  local fine, result = pcall(function()
    local cited = {}
    for _, number in ipairs(page.records) do
      if records[number] ~= '' then
        cited[#cited + 1] = records[number]
      end
    end
    local name = 'page-' .. place .. '.json'
    write(name, list(cited))
    local document = pandoc.read(
      '{"pandoc-api-version":' .. list(version) .. ',"meta":{},"blocks":' .. page.blocks .. '}', 'json')
    document.meta = pandoc.Meta({
      bibliography = pandoc.MetaString(folder .. '/' .. name),
      csl = pandoc.MetaString(folder .. '/style.csl'),
      lang = pandoc.MetaString(page.language),
      ['link-citations'] = true,
    })
    local formatted = pandoc.utils.citeproc(document)
    os.remove(folder .. '/' .. name)
    formatted.meta = {}
    return pandoc.write(formatted, 'json')
  end)
  answers.pages[place] = fine and '{"document":' .. result .. '}' or '{"error":' .. quote(result) .. '}'
end

write('answer.json', '{"version":' .. quote(PANDOC_VERSION) .. ',"conversions":' .. list(answers.conversions)
  .. ',"pages":' .. list(answers.pages) .. '}')
