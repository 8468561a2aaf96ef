"""The token endpoint that the Citizen Profile header asks on a site's own server.

``Site`` says who you are. ``AsgiHeaderToken`` and ``WsgiHeaderToken`` are the endpoint as an application;
``answer`` and ``answer_async`` are the endpoint for a view of your own, in any framework.
"""

from citizen_profile_site.asgi import AsgiHeaderToken
from citizen_profile_site.endpoint import Answer, answer, answer_async
from citizen_profile_site.origin import is_same_origin
from citizen_profile_site.site import Site
from citizen_profile_site.wsgi import WsgiHeaderToken

__all__ = ["Answer", "AsgiHeaderToken", "Site", "WsgiHeaderToken", "answer", "answer_async", "is_same_origin"]
