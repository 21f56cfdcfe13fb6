{% macro create(s) %}
{% set o = s.new %}
CREATE OPERATOR {{ s.id.qualified|sql }} (FUNCTION = {{ o.function|sql }}{% if o.left is defined %}, LEFTARG = {{ o.left|sql }}{% endif %}, RIGHTARG = {{ o.right|sql }}{% if o.commutator is defined %}, COMMUTATOR = {{ o.commutator|operator }}{% endif %}{% if o.negator is defined %}, NEGATOR = {{ o.negator|operator }}{% endif %}{% if o.restrict is defined %}, RESTRICT = {{ o.restrict|sql }}{% endif %}{% if o.join is defined %}, JOIN = {{ o.join|sql }}{% endif %}{% if o.hashes is defined %}, HASHES{% endif %}{% if o.merges is defined %}, MERGES{% endif %})
{%- endmacro %}

{% macro alter(s) %}
{% set list %}
{% if s.args.restrict %}RESTRICT = {{ s.new.restrict|default("NONE")|sql }}, {% endif %}{% if s.args.join %}JOIN = {{ s.new.join|default("NONE")|sql }}, {% endif %}{% if s.args.commutator %}COMMUTATOR = {{ s.new.commutator|operator }}, {% endif %}{% if s.args.negator %}NEGATOR = {{ s.new.negator|operator }}, {% endif %}{% if s.args.hashes %}HASHES, {% endif %}{% if s.args.merges %}MERGES, {% endif %}
{% endset %}
ALTER OPERATOR {{ s.id.sql|sql }} SET ({{ list|trimmed }})
{%- endmacro %}
