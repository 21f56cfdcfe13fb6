{% macro part(a) %}
ALTER DEFAULT PRIVILEGES FOR ROLE {{ a.owner|ident }}{% if a.schema is not none %} IN SCHEMA {{ a.schema|ident }}{% endif %} {% if a.grant %}GRANT {% else %}REVOKE {% if a.option %}GRANT OPTION FOR {% endif %}{% endif %}{% for privilege in a.privileges %}{{ privilege|keyword }}{% if not loop.last %}, {% endif %}{% endfor %} ON {{ a.on|keyword }} {% if a.grant %}TO{% else %}FROM{% endif %} {{ a.role|role }}{% if a.grant and a.option %} WITH GRANT OPTION{% endif %}
{%- endmacro %}

{% macro change(s) %}{{ part(s.args) }}{%- endmacro %}

{% macro all(s) %}{% for a in s.args.parts %}{{ part(a) }}{% if not loop.last %};
{% endif %}{% endfor %}{%- endmacro %}
