"""Words that declarations of privacy share: what columns are called, grounds, terms."""

from profile_core.kit.texts import texts

CREATED = texts(nl="Gemaakt", fr="Créé", de="Erstellt", en="Made")
CHANGED = texts(nl="Gewijzigd", fr="Modifié", de="Geändert", en="Changed")
BEGAN = texts(nl="Begonnen", fr="Commencé", de="Begonnen", en="Began")
ENDS = texts(nl="Eindigt", fr="Se termine", de="Endet", en="Ends")
ENDED = texts(nl="Geëindigd", fr="Terminé", de="Beendet", en="Ended")
UNTIL = texts(nl="Bewaard tot", fr="Conservé jusqu’au", de="Aufbewahrt bis", en="Kept until")
SENDER = texts(nl="Afzender", fr="Expéditeur", de="Absender", en="Sender")
SITE = texts(
    nl="Website of toepassing",
    fr="Site ou application",
    de="Website oder Anwendung",
    en="Website or application",
)
KIND = texts(nl="Soort", fr="Type", de="Art", en="Kind")
STATE = texts(nl="Toestand", fr="État", de="Stand", en="State")
REASON = texts(nl="Reden", fr="Raison", de="Grund", en="Reason")
CHANNEL = texts(nl="Kanaal", fr="Canal", de="Kanal", en="Channel")
LANGUAGE = texts(nl="Taal", fr="Langue", de="Sprache", en="Language")
ROLE = texts(nl="Hoedanigheid", fr="Qualité", de="Eigenschaft", en="Capacity")
MAY = texts(nl="Mag", fr="Autorisations", de="Darf", en="May")
WHAT = texts(nl="Wat", fr="Quoi", de="Was", en="What")
WHEN = texts(nl="Wanneer", fr="Quand", de="Wann", en="When")
WHO = texts(nl="Wie", fr="Qui", de="Wer", en="Who")
WHY = texts(nl="Waarom", fr="Pourquoi", de="Warum", en="Why")
DETAILS = texts(nl="Bijzonderheden", fr="Détails", de="Einzelheiten", en="Details")

TASK = texts(
    nl="Een taak van algemeen belang (AVG artikel 6, lid 1, e)",
    fr="Une mission d’intérêt public (RGPD article 6, paragraphe 1, e)",
    de="Eine Aufgabe im öffentlichen Interesse (DSGVO Artikel 6 Absatz 1 Buchstabe e)",
    en="A task in the public interest (GDPR article 6(1)(e))",
)
DUTY = texts(
    nl="Een wettelijke verplichting (AVG artikel 6, lid 1, c)",
    fr="Une obligation légale (RGPD article 6, paragraphe 1, c)",
    de="Eine rechtliche Verpflichtung (DSGVO Artikel 6 Absatz 1 Buchstabe c)",
    en="A legal duty (GDPR article 6(1)(c))",
)
CONSENT = texts(
    nl="Uw toestemming (AVG artikel 6, lid 1, a)",
    fr="Votre consentement (RGPD article 6, paragraphe 1, a)",
    de="Ihre Einwilligung (DSGVO Artikel 6 Absatz 1 Buchstabe a)",
    en="Your consent (GDPR article 6(1)(a))",
)
OURS = "A key of ours: it says nothing that does not stand elsewhere in the export."
SECRET = "A fingerprint of something secret: nobody can read anything from it."  # noqa: S105 (no password)
WORK = "How our own work on it stands; it says nothing about anybody."
YOURS = "The opaque id of the subject, the same in every row."
