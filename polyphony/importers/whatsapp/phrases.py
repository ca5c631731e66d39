"""What WhatsApp itself says in the place of a message, in the languages that are spoken most.

On an iPhone a mark stands before all of it, whatever the language; elsewhere only these words tell it from a message.
"""

from __future__ import annotations

from typing import Final

__all__ = ["AFTERNOON", "DELETED", "EDITED", "LEFT_OUT", "MORNING", "NO_HALF"]

LEFT_OUT: Final = frozenset(
    {
        "media omitted", "image omitted", "video omitted", "audio omitted", "sticker omitted", "gif omitted",
        "document omitted", "contact card omitted", "video note omitted", "file attached", "attached",
        "medien ausgeschlossen", "bild weggelassen", "video weggelassen", "audio weggelassen", "sticker weggelassen",
        "dokument weggelassen", "datei angehängt", "anhang",
        "médias omis", "média omis", "image absente", "vidéo absente", "audio omis", "sticker omis", "fichier joint",
        "pièce jointe",
        "multimedia omitido", "archivo omitido", "imagen omitida", "video omitido", "audio omitido", "sticker omitido",
        "archivo adjunto", "adjunto",
        "mídia oculta", "arquivo de mídia oculto", "ficheiro não revelado", "imagem ocultada", "arquivo anexado",
        "ficheiro em anexo",
        "media omessi", "media omesso", "immagine omessa", "video omesso", "audio omesso", "file allegato", "allegato",
        "media weggelaten", "afbeelding weggelaten", "bestand bijgevoegd", "media utelämnat", "media utelämnade",
        "bifogad fil", "mediefil utelatt", "vedlagt fil", "medier udeladt", "vedhæftet fil", "pominięto multimedia",
        "załączono plik", "medya dahil edilmedi", "ekli dosya", "без медиафайлов", "файл добавлен",
        "تم استبعاد الوسائط", "ملف مرفق",
    }
)  # fmt: skip
"""What stands for a picture, a recording or a file, without brackets and in small letters."""

DELETED: Final = frozenset(
    {
        "this message was deleted", "you deleted this message", "diese nachricht wurde gelöscht",
        "du hast diese nachricht gelöscht", "ce message a été supprimé", "vous avez supprimé ce message",
        "se eliminó este mensaje", "eliminaste este mensaje", "esta mensagem foi apagada", "mensagem apagada",
        "você apagou esta mensagem", "apagou esta mensagem", "questo messaggio è stato eliminato",
        "hai eliminato questo messaggio", "dit bericht is verwijderd", "je hebt dit bericht verwijderd",
        "det här meddelandet raderades", "denne meldingen ble slettet", "denne besked blev slettet",
        "ta wiadomość została usunięta", "تم حذف هذه الرسالة", "لقد حذفت هذه الرسالة",
    }
)  # fmt: skip
"""What stands for a message that somebody took back, without its full stop."""

EDITED: Final = frozenset(
    {
        "this message was edited", "diese nachricht wurde bearbeitet", "ce message a été modifié",
        "se editó este mensaje", "mensagem editada", "esta mensagem foi editada", "questo messaggio è stato modificato",
        "dit bericht is bewerkt", "det här meddelandet har redigerats", "تم تعديل هذه الرسالة",
    }
)  # fmt: skip
"""What stands behind a message that somebody changed later, without brackets."""

MORNING: Final = frozenset(
    {"am", "a.m", "a. m", "a m", "ص", "上午", "오전", "午前", "凌晨", "早上", "vorm", "π.μ", "dop", "de", "öö", "fm"}
)
AFTERNOON: Final = frozenset(
    {"pm", "p.m", "p. m", "p m", "م", "下午", "오후", "午後", "晚上", "中午", "nachm", "μ.μ", "odp", "du", "ös", "em"}
)
NO_HALF: Final = frozenset({"", "uhr", "h", "hrs"})
"""What stands beside a time: the half of the day that it is in, or nothing of the kind; without the last full stop."""
