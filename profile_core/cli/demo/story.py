"""What to do with a demo that runs, said in the terminal."""

from profile_core.cli.demo.directory import pushing_client
from profile_core.cli.demo.people import citizens
from profile_core.cli.demo.plan import Plan

_STORY = """
The region runs. Ctrl-C stops it.

  1. Open {gent} and choose "Aanmelden". At the test identity provider be {citizen}.
     You are back in Gent, with a name and a count in the header.
  2. Wait a few seconds: Gent sends {citizen} a notification, and the count rises by itself.
     Or send one now: open {gateway}/provider/explorer and use the token that this prints:
       .venv/bin/citizen-profile token {client}
  3. Open the panel in the header and choose the newest item: it opens on {gateway}, and is read.
  4. Open {aalst} and choose "Aanmelden": one click, nothing to type.
  5. Log out in Aalst, then look at Gent: you are logged out there too.

  Profile page        {gateway}/
  Citizen schema      {gateway}/graphql
  Provider schema     {gateway}/provider/graphql
  Identity provider   {idp}
  Health              {gateway}/ready   {gateway}/metrics
  For scripts         {var}/demo.json   (addresses, keys, citizens)
  Logs                {var}/log/
"""


def story(plan: Plan) -> str:
    """Return the story to follow, with the addresses of this demo."""
    gent, aalst = plan.municipalities
    return _STORY.format(
        gent=gent.url,
        aalst=aalst.url,
        gateway=plan.gateway,
        idp=plan.identity_providers[0].issuer,
        client=pushing_client(gent),
        citizen=citizens()[0]["given_name"],
        var=plan.var.name,
    )
