BEGIN;
CREATE TABLE billing.invoices (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    CONSTRAINT invoices_pkey PRIMARY KEY (id)
);
CREATE INDEX invoices_tenant_id_idx ON billing.invoices (tenant_id);
SET search_path = billing, public;
CREATE POLICY tenant ON billing.invoices USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint));
ALTER TABLE billing.invoices ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
COMMIT;
