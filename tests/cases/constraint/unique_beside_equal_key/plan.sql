BEGIN;
CREATE TABLE public.made (
    a integer NOT NULL,
    b integer NOT NULL,
    CONSTRAINT made_key UNIQUE (a, b),
    CONSTRAINT made_waits UNIQUE (a, b) DEFERRABLE
);
ALTER TABLE public.made ADD CONSTRAINT made_pkey PRIMARY KEY (a, b) WITH (fillfactor = 70);
ALTER TABLE public.made ADD CONSTRAINT made_third UNIQUE (a, b);
COMMIT;

CREATE UNIQUE INDEX CONCURRENTLY kept_again ON public.kept (id);

BEGIN;
ALTER TABLE public.kept ADD CONSTRAINT kept_again UNIQUE USING INDEX kept_again;
COMMIT;
