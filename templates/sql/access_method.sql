{% macro create(s) %}CREATE ACCESS METHOD {{ s.id.sql|sql }} TYPE {{ s.new.type|word }} HANDLER {{ s.new.handler|sql }}{%- endmacro %}
