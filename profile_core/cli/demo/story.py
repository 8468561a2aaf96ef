"""What to do with a demo that runs, said in the terminal."""

from profile_core.cli.demo import keepers
from profile_core.cli.demo.directory import pushing_client
from profile_core.cli.demo.people import citizens, enterprises
from profile_core.cli.demo.plan import Plan

_STORY = """
The region runs. Ctrl-C stops it.

  1. Open {gent} and choose "Aanmelden". Choose how to log in (there are two ways), be {citizen},
     and go on for yourself. You are back in Gent, with a name and a count in the header.
  2. Wait a few seconds: Gent sends {citizen} a notification, and the count rises by itself.
     Or send one now: open {gateway}/provider/explorer and use the token that this prints:
       .venv/bin/citizen-profile token {client}
  3. Open the panel in the header and choose the newest item: it opens on {gateway}, and is read.
  4. Open {aalst} and choose "Aanmelden": nothing to type, only for whom. {citizen} may act for
     {enterprise} and for a child of hers: choose one of them.
  5. Both sites say in whose name you act, each its own. "Van rol veranderen" lets you choose again.
  6. Log out in Aalst, then look at Gent: you are logged out there too, and Gent knows it already.
  7. Open {gateway}/me/settings and give an e-mail address, any one: all mail of the demo comes to
     {mailbox}. Enter the code that came there; the next notification is told by mail too.
  8. Not all lies here. Open {gateway}/me/inbox: Brugge, Kortrijk and Oostende keep their
     notifications, and are asked while you look. Those of Brugge stand in the list beside Gent's; Kortrijk is slow,
     and has them when you look again; Oostende is broken: the page says who, and since when. Mend it, and look
     again after half a minute: it is found again by itself, and what it has is at its place in the list.
       curl -s {control} -H 'Content-Type: application/json' -d '{{"faults": []}}'

  Profile page        {gateway}/
  Citizen schema      {gateway}/graphql
  Provider schema     {gateway}/provider/graphql
  Identity providers  {idps}
  Registers           {registers}
  Mailbox             {mailbox}/
  Sources             {sources}
  Health              {gateway}/ready   {gateway}/metrics
  For scripts         {var}/demo.json   (addresses, keys, citizens)
  Logs                {var}/log/
"""
_TLS = """
  Certificates        {authority}
    Made for this run: your browser does not know their authority. Let it trust this file (Firefox: Settings,
    Certificates, Authorities; Chromium: chrome://certificate-manager), or accept its warning at all six
    addresses. The authority vouches for localhost alone, and its key is gone.
    For curl and citizen-profile:  export SSL_CERT_FILE={authority} CITIZEN_PROFILE_PUBLIC_URL={gateway}
"""


def story(plan: Plan) -> str:
    """Return the story to follow, with the addresses of this demo."""
    gent, aalst = plan.municipalities
    text = _STORY + (_TLS if plan.tls else "")
    return text.format(
        gent=gent.url,
        aalst=aalst.url,
        gateway=plan.gateway,
        idps="   ".join(one.issuer for one in plan.identity_providers),
        registers="   ".join(one.address for one in plan.registers),
        enterprise=enterprises()[0]["name"],
        client=pushing_client(gent),
        citizen=citizens()[0]["given_name"],
        mailbox=plan.mailbox,
        control=keepers.control(plan, keepers.broken()),
        sources="   ".join(keepers.control(plan, one) for one in keepers.keepers()),
        var=plan.var.name,
        authority=plan.authority_file,
    )
