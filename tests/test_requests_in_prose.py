"""Between the paragraphs of an article: sentences that begin like a request stay, requests go."""

from __future__ import annotations

import pytest

from cleaner import clean

ARTICLES = {
    "en": """
The council of Amberton met on Monday evening to discuss the plans for the new bridge across the river.
Around two hundred residents came to the town hall, and many of them spoke against the plan.
The mayor said the bridge would cost nine million pounds and would be paid for by the county.
Engineers have studied the banks for two years and found the ground to be softer than expected.
{line}
The work is due to begin in the spring and should last about eighteen months in all.
Shops on the quay fear that they will lose customers while the road is closed to traffic.
A second meeting will be held in June, when the final drawings are to be shown to the public.
The county's transport committee will then vote on the money in the following week, officials said.
""",
    "de": """
Der Stadtrat von Amberg hat am Montagabend über die Pläne für die neue Brücke über den Fluss beraten.
Rund zweihundert Bürger kamen in das Rathaus, und viele von ihnen sprachen sich gegen das Vorhaben aus.
Die Bürgermeisterin sagte, die Brücke werde neun Millionen Euro kosten und vom Landkreis bezahlt.
{line}
Die Arbeiten sollen im Frühjahr beginnen und insgesamt etwa achtzehn Monate dauern.
Die Händler am Kai fürchten, dass sie Kunden verlieren, solange die Straße gesperrt ist.
Eine zweite Sitzung findet im Juni statt, dann sollen die fertigen Zeichnungen gezeigt werden.
""",
    "es": """
El ayuntamiento se reunió el lunes por la noche para discutir los planes del nuevo puente sobre el río.
Unos doscientos vecinos acudieron a la casa consistorial, y muchos de ellos hablaron en contra del plan.
La alcaldesa dijo que el puente costará nueve millones de euros y que lo pagará la diputación.
{line}
Las obras deben comenzar en la primavera y durarán unos dieciocho meses en total.
Los comerciantes del muelle temen perder clientes mientras la calle esté cerrada al tráfico.
En junio se celebrará una segunda reunión, en la que se mostrarán los planos definitivos.
""",
    "fr": """
Le conseil municipal s'est réuni lundi soir pour discuter des plans du nouveau pont sur la rivière.
Environ deux cents habitants sont venus à la mairie, et beaucoup ont parlé contre le projet.
La maire a déclaré que le pont coûtera neuf millions d'euros et sera payé par le département.
{line}
Les travaux doivent commencer au printemps et durer environ dix-huit mois en tout.
Les commerçants du quai craignent de perdre des clients pendant la fermeture de la rue.
Une deuxième réunion aura lieu en juin, et les dessins définitifs y seront montrés au public.
""",
    "pt": """
A câmara municipal reuniu-se na segunda-feira à noite para discutir os planos da nova ponte sobre o rio.
Cerca de duzentos moradores foram à prefeitura, e muitos deles falaram contra o plano.
A prefeita disse que a ponte vai custar nove milhões de reais e será paga pelo estado.
{line}
As obras devem começar na primavera e durar cerca de dezoito meses no total.
Os comerciantes do cais temem perder clientes enquanto a rua estiver fechada ao trânsito.
Uma segunda reunião será realizada em junho, quando os desenhos finais serão mostrados.
""",
    "ru": """
Городской совет собрался в понедельник вечером, чтобы обсудить планы нового моста через реку.
Около двухсот жителей пришли в здание мэрии, и многие из них выступили против этого плана.
Мэр сказала, что мост обойдется в девять миллионов рублей и будет оплачен областью.
{line}
Работы должны начаться весной и продлятся в общей сложности около восемнадцати месяцев.
Торговцы на набережной опасаются потерять покупателей, пока улица закрыта для движения.
Второе заседание пройдет в июне, и тогда жителям покажут окончательные чертежи моста.
""",
}
SENTENCES = [
    ("en", "Create an account on the gov.uk website."),
    ("en", "Log in to view your application."),
    ("en", "Sign up to receive the letters of the county by post."),
    ("en", "Get the forms from the town hall, sent direct to your inbox by a clerk."),
    ("en", "Register now to vote, the electoral officer told the Mercury."),
    ("en", "In partnership with the university, the council will plant 400 trees."),
    ("en", "Presented by Ada Okafor, the show returns on Saturday."),
    ("en", "Sponsored by Senator Ann Tully, the bill would cap the rents in the state."),
    ("en", "Comments are not allowed in the hall, a steward told us."),
    ("en", "Unauthorized use of drones near the bridge is prohibited, police said."),
    ("en", "Stay informed with the latest forecasts."),
    ("en", "Follow Amberton Flood Watch on Twitter."),
    ("de", "Sie erhalten im März eine E-Mail mit einem Link vom Finanzamt."),
    ("de", "Laden Sie die neue Warn App."),
    ("es", "Descarga la aplicación del Ministerio y pide cita."),
    ("fr", "Téléchargez l'application de la CAF pour suivre votre dossier."),
    ("pt", "Baixe o aplicativo do SUS e marque a sua consulta."),
    ("ru", "Скачайте приложение области и запишитесь на прием."),
]
REQUESTS = [
    ("en", "Sign up for our newsletter"),
    ("en", "Sign up for our newsletter."),
    ("en", "Sign up for our daily newsletter to get the best stories in your inbox!"),
    ("en", "Download our app."),
    ("en", "Follow us on Twitter."),
    ("en", "Follow us on Facebook and Instagram."),
    ("en", "Already a subscriber? Log in"),
    ("en", "Presented by Example Bank"),
    ("en", "This story contains affiliate links. We are paid for what you buy."),
    ("en", "Skip past newsletter promotion"),
    ("de", "Laden Sie unsere App herunter."),
    ("pt", "Baixe o nosso aplicativo"),
    ("de", "Folgen Sie uns auf Facebook und Instagram."),
    ("es", "Síguenos en Facebook y Twitter."),
    ("es", "Descarga nuestra aplicación."),
    ("fr", "Suivez-nous sur Facebook et Twitter."),
    ("fr", "Téléchargez notre application"),
    ("pt", "Siga-nos no Facebook e Instagram."),
    ("ru", "Подписывайтесь на наш канал в Telegram"),
]


def article(language: str, line: str) -> str:
    return ARTICLES[language].strip().replace("{line}", line)


@pytest.mark.parametrize(("language", "line"), SENTENCES)
def test_a_sentence_that_begins_like_a_request_stays(language: str, line: str) -> None:
    result = clean(article(language, line), kind="text")
    assert result.metadata["language"] == language
    assert not result.removed


@pytest.mark.parametrize(("language", "line"), REQUESTS)
def test_a_request_goes_alone(language: str, line: str) -> None:
    assert [removed.text for removed in clean(article(language, line), kind="text").removed] == [line]


def test_advice_in_a_list_is_no_company_for_advice() -> None:
    advice = [
        "Check on your neighbors.",
        "Follow Amberton Flood Watch on Twitter.",
        "Stay informed with the forecasts.",
    ]
    assert not clean(article("en", "\n".join(advice)), kind="text").removed


def test_requests_together_go() -> None:
    requests = ["Sign up to get the week in your inbox.", "Subscribe", "Download the Mercury app"]
    result = clean(article("en", "\n".join(requests)), kind="text")
    assert [removed.text for removed in result.removed] == requests
