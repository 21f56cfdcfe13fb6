BEGIN;
SET search_path = public;
CREATE POLICY tenant ON public.chunks USING (exists (select from public.documents parent where parent.id = chunks.document_id and parent.tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint))) WITH CHECK (exists (select from public.documents parent where parent.id = chunks.document_id and parent.tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint)));
CREATE POLICY tenant ON public.documents USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint));
CREATE POLICY tenant ON public.marks USING (exists (select from public.chunks parent where parent.id = marks.chunk_id and exists (select from public.documents parent_2 where parent_2.id = parent.document_id and parent_2.tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint)))) WITH CHECK (exists (select from public.chunks parent where parent.id = marks.chunk_id and exists (select from public.documents parent_2 where parent_2.id = parent.document_id and parent_2.tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint))));
COMMIT;

CREATE INDEX CONCURRENTLY chunks_document_id_idx ON public.chunks (document_id);

CREATE INDEX CONCURRENTLY documents_tenant_id_idx ON public.documents (tenant_id);

CREATE INDEX CONCURRENTLY marks_chunk_id_idx ON public.marks (chunk_id);

BEGIN;
ALTER TABLE public.chunks ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.marks ENABLE ROW LEVEL SECURITY;
COMMIT;
