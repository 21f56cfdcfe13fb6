BEGIN;
SET search_path = public;
CREATE TABLE public.document_share (
    id bigint NOT NULL,
    kind text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    document_id bigint NOT NULL,
    level integer DEFAULT 2 NOT NULL,
    note text,
    CONSTRAINT document_share_document_key UNIQUE (document_id, level),
    CONSTRAINT document_share_level_known CHECK (level between 1 and 2 + 8),
    CONSTRAINT document_share_pkey PRIMARY KEY (id)
);
GRANT SELECT ON TABLE public.document_share TO case_parameters_reader;
COMMENT ON COLUMN public.document_share.created_at IS 'When the document_share was made';
COMMENT ON COLUMN public.document_share.level IS 'How much of the document is shared';
CREATE TABLE public.folder_share (
    id bigint NOT NULL,
    level integer DEFAULT 5 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    "Folder_id" bigint NOT NULL,
    CONSTRAINT "folder_share_Folder_key" UNIQUE ("Folder_id", level),
    CONSTRAINT folder_share_pkey PRIMARY KEY (id)
);
GRANT SELECT ON TABLE public.folder_share TO case_parameters_reader;
COMMENT ON COLUMN public.folder_share.created_at IS 'When the folder_share was made';
COMMENT ON COLUMN public.folder_share.level IS 'How much of the Folder is shared';
ALTER TABLE public.document ADD COLUMN created_at timestamp with time zone DEFAULT now() NOT NULL;
COMMENT ON COLUMN public.document.created_at IS 'When the document was made';
ALTER TABLE public.document ADD COLUMN updated_at timestamp with time zone DEFAULT now() NOT NULL;
ALTER TABLE public.document_share ADD CONSTRAINT document_share_document_id_fkey FOREIGN KEY (document_id) REFERENCES public.document (id) ON DELETE CASCADE;
ALTER TABLE public.folder_share ADD CONSTRAINT "folder_share_Folder_id_fkey" FOREIGN KEY ("Folder_id") REFERENCES public."Folder" (id) ON DELETE CASCADE;
CREATE OR REPLACE FUNCTION public.touch_updated_at()
RETURNS trigger
LANGUAGE plpgsql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$begin
    new.updated_at := now();
    return new;
end$$;
COMMENT ON FUNCTION public.touch_updated_at() IS 'Trigger function: sets updated_at to the time of the transaction';
CREATE INDEX document_share_document_idx ON public.document_share (document_id);
CREATE INDEX "folder_share_Folder_idx" ON public.folder_share ("Folder_id");
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.document
    FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.document_share
    FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();
CREATE POLICY document_reader ON public.document_share FOR SELECT TO case_parameters_reader USING (document_id > 0 and level >= 2);
CREATE POLICY "Folder_reader" ON public.folder_share FOR SELECT TO case_parameters_reader USING ("Folder_id" > 0 and level >= 1);
ALTER TABLE public.document_share ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.folder_share ENABLE ROW LEVEL SECURITY;
COMMIT;
