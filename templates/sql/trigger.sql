{% macro create(s) %}
{% set t = s.new %}
CREATE {% if t.constraint is defined %}CONSTRAINT {% endif %}TRIGGER {{ s.id.name|ident }} {{ t.timing|keyword }} {{ events(t) }} ON {{ s.id.parent|sql }}{% if t.from is defined %} FROM {{ t.from|sql }}{% endif %}{% if t.deferrable is defined %} DEFERRABLE{% if t.deferred is defined %} INITIALLY DEFERRED{% endif %}{% endif %}{% if t.old_table is defined or t.new_table is defined %} REFERENCING{% if t.old_table is defined %} OLD TABLE AS {{ t.old_table|ident }}{% endif %}{% if t.new_table is defined %} NEW TABLE AS {{ t.new_table|ident }}{% endif %}{% endif %}

    FOR EACH {% if t.statement is defined %}STATEMENT{% else %}ROW{% endif %}{% if t.when is defined %} WHEN ({{ t.when|sql }}){% endif %} EXECUTE FUNCTION {{ t.function|sql }}({% if t.args is defined %}{{ t.args|literals }}{% endif %})
{%- endmacro %}

{% macro events(t) %}
{% set list = [t.on] if t.on is string else t.on %}
{% for event in list %}{{ event|keyword }}{% if event == "update" and t.columns is defined %} OF {{ t.columns|idents }}{% endif %}{% if not loop.last %} OR {% endif %}{% endfor %}
{%- endmacro %}

{% macro enable(s) %}
ALTER TABLE {{ s.id.parent|sql }} {% set state = s.new.enabled|default("") %}{% if state == "disabled" %}DISABLE{% elif state == "replica" %}ENABLE REPLICA{% elif state == "always" %}ENABLE ALWAYS{% else %}ENABLE{% endif %} TRIGGER {{ s.id.name|ident }}
{%- endmacro %}
