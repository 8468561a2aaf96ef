"""A case system that answers as the Zaken API 1.5.1 and the Catalogi API are documented, with what a test put into it.

Shapes: https://github.com/VNG-Realisatie/gemma-zaken (api-specificatie/zrc/1.5.x/1.5.1/openapi.yaml) and
https://github.com/open-zaak/open-zaak (src/openzaak/components/{zaken,catalogi}/openapi.yaml).
"""
