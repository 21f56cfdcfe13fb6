{% macro create(s) %}
CREATE TEXT SEARCH CONFIGURATION {{ s.id.sql|sql }} ({% if s.new.copy is defined %}COPY = {{ s.new.copy|sql }}{% else %}PARSER = {% if s.new.parser is defined %}{{ s.new.parser|sql }}{% else %}{{ "pg_catalog.\"default\""|sql }}{% endif %}{% endif %})
{%- endmacro %}

{% macro mapping(s) %}{{ s.args.types|idents }} WITH {% for name in s.args.dictionaries %}{{ name|sql }}{% if not loop.last %}, {% endif %}{% endfor %}{%- endmacro %}

{% macro add_mapping(s) %}ALTER TEXT SEARCH CONFIGURATION {{ s.id.sql|sql }} ADD MAPPING FOR {{ mapping(s) }}{%- endmacro %}

{% macro alter_mapping(s) %}ALTER TEXT SEARCH CONFIGURATION {{ s.id.sql|sql }} ALTER MAPPING FOR {{ mapping(s) }}{%- endmacro %}

{% macro drop_mapping(s) %}ALTER TEXT SEARCH CONFIGURATION {{ s.id.sql|sql }} DROP MAPPING FOR {{ s.args.types|idents }}{%- endmacro %}
