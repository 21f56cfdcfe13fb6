{% macro shell(s) %}CREATE TYPE {{ s.id.sql|sql }}{%- endmacro %}

{% macro create(s) %}
{% set r = s.new %}
CREATE TYPE {{ s.id.sql|sql }} AS RANGE (SUBTYPE = {{ r.subtype|sql }}{% if r.opclass is defined %}, SUBTYPE_OPCLASS = {{ r.opclass|sql }}{% endif %}{% if r.collation is defined %}, COLLATION = {{ r.collation|sql }}{% endif %}{% if r.canonical is defined %}, CANONICAL = {{ r.canonical|sql }}{% endif %}{% if r.subtype_diff is defined %}, SUBTYPE_DIFF = {{ r.subtype_diff|sql }}{% endif %}{% if r.multirange is defined %}, MULTIRANGE_TYPE_NAME = {{ r.multirange|sql }}{% endif %})
{%- endmacro %}

{% macro rename_multirange(s) %}ALTER TYPE {{ s.args.from|sql }} RENAME TO {{ s.args.to|ident }}{%- endmacro %}
