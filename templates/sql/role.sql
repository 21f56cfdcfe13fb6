{% macro flag(name, on) %}{% if not on %}NO{% endif %}{{ name|keyword }}{%- endmacro %}

{% macro create(s) %}
{% set r = s.new %}
CREATE ROLE {{ s.id.name|ident }}{% for name in ["login", "superuser", "createdb", "createrole", "replication", "bypassrls"] %}{% if r[name] is defined %} {{ name|keyword }}{% endif %}{% endfor %}{% if r.inherit is defined and not r.inherit %} NOINHERIT{% endif %}{% if r.connection_limit is defined %} CONNECTION LIMIT {{ r.connection_limit }}{% endif %}{% if r.valid_until is defined %} VALID UNTIL {{ r.valid_until|literal }}{% endif %}
{%- endmacro %}

{% macro alter(s) %}
{% set r = s.new %}
ALTER ROLE {{ s.id.name|ident }}{% for name, on in s.args.flags|items %} {{ flag(name, on) }}{% endfor %}{% if s.args.limit %} CONNECTION LIMIT {{ r.connection_limit|default(-1) }}{% endif %}{% if s.args.until %} VALID UNTIL {{ r.valid_until|default("infinity")|literal }}{% endif %}
{%- endmacro %}

{% macro join(s) %}GRANT {{ s.args.role|ident }} TO {{ s.id.name|ident }}{% if s.args.admin %} WITH ADMIN OPTION{% endif %}{%- endmacro %}

{% macro inherit(s) %}GRANT {{ s.args.role|ident }} TO {{ s.id.name|ident }}{% if s.version >= 16 %} WITH INHERIT {% if s.args.on %}TRUE{% else %}FALSE{% endif %}{% endif %}{%- endmacro %}

{% macro leave(s) %}REVOKE {{ s.args.role|ident }} FROM {{ s.id.name|ident }}{%- endmacro %}

{% macro leave_admin(s) %}REVOKE ADMIN OPTION FOR {{ s.args.role|ident }} FROM {{ s.id.name|ident }}{%- endmacro %}

{% macro set(s) %}ALTER ROLE {{ s.id.name|ident }} SET {{ s.args.value|setting(s.args.name) }}{%- endmacro %}

{% macro reset(s) %}ALTER ROLE {{ s.id.name|ident }} RESET {{ s.args.name|dotted }}{%- endmacro %}
