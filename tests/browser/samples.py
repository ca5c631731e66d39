"""Publications that tests of pages are made of, beside the example site."""

from __future__ import annotations

from typing import Final

ARABIC: Final = {
    "polyphony.yaml": """\
title: صوتان ومقعد
language: ar
url: https://example.org/ar/
license: CC-BY-4.0
abstract: نص قصير عن **مقعد** كتبه اثنان.
plain-summary: كتبنا معًا عن مقعد.
people:
  writer: {name: الكاتبة, bio: تكتب كل صباح.}
  reader: {name: القارئ}
  guest: {name: the guest, role: participant}
themes: {time: الوقت}
""",
    "content/index.md": """\
---
by: all
mode: analytical
---

كتبنا هذه الصفحة معًا.[^note] قالت [I kept the page]{by=guest lang=en} ثم صمتت.

[^note]: هذا هامش.

## الوصول {by=writer mode=evocative}

جلست على المقعد قبل المطر. لم يكن لي أن أفعل شيئًا.

::: {.margin by=reader}
كان هناك مقعد آخر (2019).
:::

::: {by=reader mode=creative theme=time date=2023-07}
أحد عشر عامًا، ليس كل يوم.
:::

::: {.exchange #rasa-il medium=email date=2022-11 theme=time mode=evocative}
الكاتبة: كيف كان يومك؟

القارئ (09:41): كما كان أمس 🙂

::: {.narration by=all}
بعد أسبوع:
:::

the guest: And mine, in English (2019).
:::

::: {.parallel}
::: {by=writer}
أكتب على اليمين.
:::
::: {by=reader}
وأنا على اليسار.
:::
:::

## جدول

| سنة | كلمات |
|----:|------:|
| 2019 | 612 |

Table: ما بقي {#tbl-left}

```python
words = len(draft.split())
```
""",
    "content/second.md": "---\ntitle: صفحة ثانية\n---\n\nنص قصير.\n",
}
"""A publication from right to left."""
