{% macro commands(list) %}
{% if list is string %}{% if list == "nothing" %}NOTHING{% else %}{{ list|query }}{% endif %}{% else %}({% for command in list %}{{ command|query }}{% if not loop.last %};
    {% endif %}{% endfor %}){% endif %}
{%- endmacro %}

{% macro head(s) %}
RULE {{ s.id.name|ident }} AS ON {{ s.new.on|keyword }} TO {{ s.id.parent|sql }}{% if s.new.where is defined %}

    WHERE {{ s.new.where|sql }}{% endif %}

    DO {% if s.new.instead is defined %}INSTEAD{% else %}ALSO{% endif %} {{ commands(s.new.do) }}
{%- endmacro %}

{% macro create(s) %}CREATE {{ head(s) }}{%- endmacro %}

{% macro replace(s) %}CREATE OR REPLACE {{ head(s) }}{%- endmacro %}

{% macro enable(s) %}
ALTER TABLE {{ s.id.parent|sql }} {% set state = s.new.enabled|default("") %}{% if state == "disabled" %}DISABLE{% elif state == "replica" %}ENABLE REPLICA{% elif state == "always" %}ENABLE ALWAYS{% else %}ENABLE{% endif %} RULE {{ s.id.name|ident }}
{%- endmacro %}
