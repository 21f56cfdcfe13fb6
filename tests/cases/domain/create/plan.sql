BEGIN;
SET search_path = public;
CREATE DOMAIN public.email AS text COLLATE "C" DEFAULT 'nobody@example.org' NOT NULL
    CONSTRAINT has_at CHECK (value like '%@%')
    CONSTRAINT short CHECK (length(value) < 200);
CREATE DOMAIN public.score AS numeric(5,2) DEFAULT 0
    CONSTRAINT score_check CHECK (value >= 0);
CREATE TABLE public.person (
    mail public.email,
    score public.score
);
COMMIT;
