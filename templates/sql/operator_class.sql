{% import "operator_family" as family %}

{% macro create(s) %}
{% set c = s.new %}
CREATE OPERATOR CLASS {{ s.id.qualified|sql }}{% if c.default is defined %} DEFAULT{% endif %} FOR TYPE {{ c.for|sql }} USING {{ c.using|ident }} FAMILY {{ s.args.family|sql }} AS{{ family.members(s.args.members) }}
{%- endmacro %}
