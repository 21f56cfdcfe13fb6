{% import "constraint" as constraint %}

{% macro create(s) %}
CREATE DOMAIN {{ s.id.sql|sql }} AS {{ s.new.type|sql }}{% if s.new.collation is defined %} COLLATE {{ s.new.collation|sql }}{% endif %}{% if s.new.default is defined %} DEFAULT {{ s.new.default|default_value }}{% endif %}{% if s.new.not_null is defined %}{{ name(s) }} NOT NULL{% endif %}{% for child in s.children %}

    CONSTRAINT {{ child.id.name|ident }} {{ constraint.definition(child.body) }}{% endfor %}
{%- endmacro %}

{# The old type still has the usual name where the new one is made beside it. #}
{% macro name(s) %}{% if s.new.not_null_name is defined %} CONSTRAINT {{ s.new.not_null_name|ident }}{% elif s.args.beside is defined and s.version >= 17 %} CONSTRAINT {{ s.args.usual|ident }}{% endif %}{%- endmacro %}

{% macro rename_not_null(s) %}ALTER DOMAIN {{ s.id.sql|sql }} RENAME CONSTRAINT {{ s.args.from|ident }} TO {{ s.args.to|ident }}{%- endmacro %}

{% macro set_default(s) %}ALTER DOMAIN {{ s.id.sql|sql }} SET DEFAULT {{ s.new.default|default_value }}{%- endmacro %}

{% macro drop_default(s) %}ALTER DOMAIN {{ s.id.sql|sql }} DROP DEFAULT{%- endmacro %}

{% macro set_not_null(s) %}ALTER DOMAIN {{ s.id.sql|sql }} {% if s.new.not_null_name is defined %}ADD CONSTRAINT {{ s.new.not_null_name|ident }} NOT NULL{% else %}SET NOT NULL{% endif %}{%- endmacro %}

{% macro drop_not_null(s) %}ALTER DOMAIN {{ s.id.sql|sql }} DROP NOT NULL{%- endmacro %}
