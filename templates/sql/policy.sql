{% macro create(s) %}
CREATE POLICY {{ s.id.sql|sql }}{% if s.new.restrictive is defined %} AS RESTRICTIVE{% endif %}{% if s.new.for is defined %} FOR {{ s.new.for|keyword }}{% endif %}
{{ roles(s) }}{% if s.new.using is defined %} USING ({{ s.new.using|sql }}){% endif %}{% if s.new.with_check is defined %} WITH CHECK ({{ s.new.with_check|sql }}){% endif %}
{%- endmacro %}

{% macro roles(s) %}
{% if s.new.to is defined %} TO {% if s.new.to is string %}{{ s.new.to|ident }}{% else %}{{ s.new.to|idents }}{% endif %}{% endif %}
{%- endmacro %}

{% macro alter(s) %}
ALTER POLICY {{ s.id.sql|sql }}{% if s.args.roles %}{% if s.new.to is defined %}{{ roles(s) }}{% else %} TO PUBLIC{% endif %}{% endif %}{% if s.args.using %} USING ({{ s.new.using|sql }}){% endif %}{% if s.args.with_check %} WITH CHECK ({{ s.new.with_check|sql }}){% endif %}
{%- endmacro %}
