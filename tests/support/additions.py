"""What clients and companies add below a message, in seven languages; and what is quoted below a reply to our letter."""

SIGNATURES = (
    "-- \nOttilie Marsh",
    "-- \nOttilie Marsh\nHead of Gardens, Marsh & Daughters Ltd\nT +44 117 496 0000\nhttps://marsh.example/\n",
    "-- \nDr. Nerys Vaughan-Price (she/her)\nno trees were harmed\nhttps://social.example/@nerys",
    "-- \nKaspar Dörfler | Dörfler GmbH | www.doerfler.example",
)
PHONES = (
    "Sent from my iPhone",
    "Sent from my Galaxy",
    "Get Outlook for Android",
    "Sent from Outlook for iOS",
    "Sent from Yahoo Mail for iPhone",
    "Sent with Proton Mail secure email.",
    "Von meinem iPhone gesendet",
    "Von meinem/meiner Galaxy gesendet",
    "Gesendet von Outlook für Android",
    "Envoyé de mon iPhone",
    "Envoyé à partir de Outlook pour iOS",
    "Enviado desde mi Galaxy",
    "Enviado desde Outlook para Android",
    "Enviado do meu iPhone",
    "Obter o Outlook para Android",
    "Verstuurd vanaf mijn iPad",
    "Verzonden vanuit Outlook voor iOS",
    "Inviato dal mio Galaxy",
    "Inviato da Outlook per Android",
)
DISCLAIMERS = (
    (
        "The information contained in this communication is meant to be private and is intended solely for the addressee. "
        "If you are not the intended recipient, please notify the sender."
    ),
    (
        "This e-mail and any files transmitted with it are confidential and intended solely for the addressee. If you have "
        "received it in error, please notify the sender and delete it."
    ),
    (
        "Confidentiality notice: the contents of this message may be legally privileged. Any unauthorised disclosure or "
        "copying is prohibited if you are not the intended recipient."
    ),
    (
        "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind oder diese E-Mail "
        "irrtümlich erhalten haben, informieren Sie bitte den Absender und vernichten Sie diese Mail."
    ),
    (
        "Dörfler GmbH, Sitz der Gesellschaft: Kassel, Registergericht: Amtsgericht Kassel HRB 12345, Geschäftsführer: "
        "Kaspar Dörfler"
    ),
    (
        "Ce message et ses pièces jointes sont confidentiels et établis à l'intention exclusive de leur destinataire. Si "
        "vous l'avez reçu par erreur, merci de le détruire et d'en avertir l'expéditeur."
    ),
    (
        "Este mensaje y sus archivos adjuntos son confidenciales y van dirigidos exclusivamente a su destinatario. Si lo "
        "ha recibido por error, le rogamos que lo elimine y avise al remitente."
    ),
    (
        "Esta mensagem e os seus anexos são confidenciais e destinam-se exclusivamente ao destinatário. Se a recebeu por "
        "engano, por favor elimine-a e avise o remetente."
    ),
    (
        "Dit bericht en eventuele bijlagen zijn vertrouwelijk en uitsluitend bestemd voor de geadresseerde. Indien u dit "
        "bericht abusievelijk heeft ontvangen, verzoeken wij u het te vernietigen."
    ),
    (
        "Questo messaggio e i suoi allegati sono riservati e destinati esclusivamente al destinatario. Se lo avete ricevuto "
        "per errore, vi preghiamo di cancellarlo e di informare il mittente."
    ),
)
