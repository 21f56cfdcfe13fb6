{% macro create(s) %}
CREATE EVENT TRIGGER {{ s.id.name|ident }} ON {{ s.new.on|ident }}{% if s.new.tags is defined %}

    WHEN TAG IN ({{ s.new.tags|literals }}){% endif %} EXECUTE FUNCTION {{ s.new.execute|sql }}()
{%- endmacro %}

{% macro enable(s) %}
ALTER EVENT TRIGGER {{ s.id.name|ident }} {% set state = s.new.enabled|default("") %}{% if state == "disabled" %}DISABLE{% elif state == "replica" %}ENABLE REPLICA{% elif state == "always" %}ENABLE ALWAYS{% else %}ENABLE{% endif %}
{%- endmacro %}
