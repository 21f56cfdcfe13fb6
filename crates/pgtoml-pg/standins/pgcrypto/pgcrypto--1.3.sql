/* pgtoml's stand-in for pgcrypto 1.3: the signatures of the real extension, computed in SQL where SQL can.
   A function either returns what the real one returns or raises feature_not_supported; it never makes a value up.
   Function bodies name pg_catalog only, so that the extension may live in any schema and move. */

\echo Use "CREATE EXTENSION pgcrypto" to load this file. \quit

CREATE FUNCTION digest(bytea, text)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  message bytea := $1;
  w bigint[];
  h0 bigint := 1732584193; h1 bigint := 4023233417; h2 bigint := 2562383102; h3 bigint := 271733878; h4 bigint := 3285377520;
  a bigint; b bigint; c bigint; d bigint; e bigint; x bigint;
BEGIN
  CASE pg_catalog.lower($2)
    WHEN 'md5' THEN RETURN pg_catalog.decode(pg_catalog.md5($1), 'hex');
    WHEN 'sha224' THEN RETURN pg_catalog.sha224($1);
    WHEN 'sha256' THEN RETURN pg_catalog.sha256($1);
    WHEN 'sha384' THEN RETURN pg_catalog.sha384($1);
    WHEN 'sha512' THEN RETURN pg_catalog.sha512($1);
    WHEN 'sha1' THEN NULL;
    ELSE
      RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
        MESSAGE = pg_catalog.format('digest(data, %L) needs the real pgcrypto: this is pgtoml''s stand-in', $2),
        HINT = 'The stand-in knows md5, sha1, sha224, sha256, sha384 and sha512. Use a server that has pgcrypto.';
  END CASE;
  -- SHA-1 (FIPS 180-4, 6.1.2) in 32-bit words held as bigint.
  message := message || '\x80'::bytea
    || pg_catalog.decode(pg_catalog.repeat('00', (((55 - pg_catalog.octet_length(message)) % 64) + 64) % 64), 'hex')
    || pg_catalog.int8send(pg_catalog.octet_length(message)::bigint * 8);
  FOR block IN 0 .. pg_catalog.octet_length(message) / 64 - 1 LOOP
    FOR t IN 0 .. 15 LOOP
      w[t] := (pg_catalog.get_byte(message, block * 64 + t * 4)::bigint << 24)
            | (pg_catalog.get_byte(message, block * 64 + t * 4 + 1) << 16)
            | (pg_catalog.get_byte(message, block * 64 + t * 4 + 2) << 8)
            | pg_catalog.get_byte(message, block * 64 + t * 4 + 3);
    END LOOP;
    FOR t IN 16 .. 79 LOOP
      x := w[t - 3] # w[t - 8] # w[t - 14] # w[t - 16];
      w[t] := ((x << 1) | (x >> 31)) & 4294967295;
    END LOOP;
    a := h0; b := h1; c := h2; d := h3; e := h4;
    FOR t IN 0 .. 79 LOOP
      IF t < 20 THEN
        x := ((b & c) | ((b # 4294967295) & d)) + 1518500249;
      ELSIF t < 40 THEN
        x := (b # c # d) + 1859775393;
      ELSIF t < 60 THEN
        x := ((b & c) | (b & d) | (c & d)) + 2400959708;
      ELSE
        x := (b # c # d) + 3395469782;
      END IF;
      x := ((((a << 5) | (a >> 27)) & 4294967295) + x + e + w[t]) & 4294967295;
      e := d; d := c; c := ((b << 30) | (b >> 2)) & 4294967295; b := a; a := x;
    END LOOP;
    h0 := (h0 + a) & 4294967295; h1 := (h1 + b) & 4294967295; h2 := (h2 + c) & 4294967295;
    h3 := (h3 + d) & 4294967295; h4 := (h4 + e) & 4294967295;
  END LOOP;
  RETURN pg_catalog.decode(pg_catalog.lpad(pg_catalog.to_hex(h0), 8, '0') || pg_catalog.lpad(pg_catalog.to_hex(h1), 8, '0')
    || pg_catalog.lpad(pg_catalog.to_hex(h2), 8, '0') || pg_catalog.lpad(pg_catalog.to_hex(h3), 8, '0')
    || pg_catalog.lpad(pg_catalog.to_hex(h4), 8, '0'), 'hex');
END $$;

CREATE FUNCTION digest(text, text)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  here text;
  result bytea;
BEGIN
  SELECT pg_catalog.quote_ident(n.nspname) INTO STRICT here
    FROM pg_catalog.pg_extension x JOIN pg_catalog.pg_namespace n ON n.oid = x.extnamespace
    WHERE x.extname = 'pgcrypto';
  EXECUTE 'SELECT ' || here || '.digest($1, $2)' INTO result
    USING pg_catalog.convert_to($1, pg_catalog.getdatabaseencoding()), $2;
  RETURN result;
END $$;

CREATE FUNCTION hmac(bytea, bytea, text)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  here text;
  size int := CASE WHEN pg_catalog.lower($3) IN ('sha384', 'sha512') THEN 128 ELSE 64 END;
  key bytea := $2;
  inner_pad bytea;
  outer_pad bytea;
  result bytea;
BEGIN
  IF pg_catalog.lower($3) NOT IN ('md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512') THEN
    RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
      MESSAGE = pg_catalog.format('hmac(data, key, %L) needs the real pgcrypto: this is pgtoml''s stand-in', $3),
      HINT = 'The stand-in knows md5, sha1, sha224, sha256, sha384 and sha512. Use a server that has pgcrypto.';
  END IF;
  SELECT pg_catalog.quote_ident(n.nspname) INTO STRICT here
    FROM pg_catalog.pg_extension x JOIN pg_catalog.pg_namespace n ON n.oid = x.extnamespace
    WHERE x.extname = 'pgcrypto';
  IF pg_catalog.octet_length(key) > size THEN
    EXECUTE 'SELECT ' || here || '.digest($1, $2)' INTO key USING key, $3;
  END IF;
  key := key || pg_catalog.decode(pg_catalog.repeat('00', size - pg_catalog.octet_length(key)), 'hex');
  inner_pad := key;
  outer_pad := key;
  FOR i IN 0 .. size - 1 LOOP
    inner_pad := pg_catalog.set_byte(inner_pad, i, pg_catalog.get_byte(key, i) # 54);
    outer_pad := pg_catalog.set_byte(outer_pad, i, pg_catalog.get_byte(key, i) # 92);
  END LOOP;
  EXECUTE 'SELECT ' || here || '.digest($1 || ' || here || '.digest($2 || $3, $4), $4)' INTO result
    USING outer_pad, inner_pad, $1, $3;
  RETURN result;
END $$;

CREATE FUNCTION hmac(text, text, text)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  here text;
  result bytea;
BEGIN
  SELECT pg_catalog.quote_ident(n.nspname) INTO STRICT here
    FROM pg_catalog.pg_extension x JOIN pg_catalog.pg_namespace n ON n.oid = x.extnamespace
    WHERE x.extname = 'pgcrypto';
  EXECUTE 'SELECT ' || here || '.hmac($1, $2, $3)' INTO result
    USING pg_catalog.convert_to($1, pg_catalog.getdatabaseencoding()),
          pg_catalog.convert_to($2, pg_catalog.getdatabaseencoding()), $3;
  RETURN result;
END $$;

CREATE FUNCTION gen_random_bytes(int4)
RETURNS bytea LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE AS $$
DECLARE
  result bytea := '';
BEGIN
  IF $1 < 1 OR $1 > 1024 THEN
    RAISE EXCEPTION USING ERRCODE = 'external_routine_invocation_exception', MESSAGE = 'Length not in range';
  END IF;
  -- A version 4 UUID has 122 random bits; two of them hashed give 32 bytes without the fixed ones.
  WHILE pg_catalog.octet_length(result) < $1 LOOP
    result := result || pg_catalog.sha256(
      pg_catalog.uuid_send(pg_catalog.gen_random_uuid()) || pg_catalog.uuid_send(pg_catalog.gen_random_uuid()));
  END LOOP;
  RETURN pg_catalog.substr(result, 1, $1);
END $$;

CREATE FUNCTION gen_random_uuid()
RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS 'SELECT pg_catalog.gen_random_uuid()';

-- What SQL can't compute: block ciphers, bcrypt, OpenPGP.

CREATE FUNCTION crypt(text, text)
RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'crypt(text, text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION gen_salt(text)
RETURNS text LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'gen_salt(text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION gen_salt(text, int4)
RETURNS text LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'gen_salt(text, int4) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION encrypt(bytea, bytea, text)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'encrypt(bytea, bytea, text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION decrypt(bytea, bytea, text)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'decrypt(bytea, bytea, text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION encrypt_iv(bytea, bytea, bytea, text)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'encrypt_iv(bytea, bytea, bytea, text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION decrypt_iv(bytea, bytea, bytea, text)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'decrypt_iv(bytea, bytea, bytea, text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_sym_encrypt(text, text)
RETURNS bytea LANGUAGE plpgsql STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_sym_encrypt(text, text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_sym_encrypt_bytea(bytea, text)
RETURNS bytea LANGUAGE plpgsql STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_sym_encrypt_bytea(bytea, text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_sym_encrypt(text, text, text)
RETURNS bytea LANGUAGE plpgsql STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_sym_encrypt(text, text, text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_sym_encrypt_bytea(bytea, text, text)
RETURNS bytea LANGUAGE plpgsql STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_sym_encrypt_bytea(bytea, text, text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_sym_decrypt(bytea, text)
RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_sym_decrypt(bytea, text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_sym_decrypt_bytea(bytea, text)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_sym_decrypt_bytea(bytea, text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_sym_decrypt(bytea, text, text)
RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_sym_decrypt(bytea, text, text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_sym_decrypt_bytea(bytea, text, text)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_sym_decrypt_bytea(bytea, text, text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_pub_encrypt(text, bytea)
RETURNS bytea LANGUAGE plpgsql STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_pub_encrypt(text, bytea) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_pub_encrypt_bytea(bytea, bytea)
RETURNS bytea LANGUAGE plpgsql STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_pub_encrypt_bytea(bytea, bytea) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_pub_encrypt(text, bytea, text)
RETURNS bytea LANGUAGE plpgsql STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_pub_encrypt(text, bytea, text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_pub_encrypt_bytea(bytea, bytea, text)
RETURNS bytea LANGUAGE plpgsql STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_pub_encrypt_bytea(bytea, bytea, text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_pub_decrypt(bytea, bytea)
RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_pub_decrypt(bytea, bytea) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_pub_decrypt_bytea(bytea, bytea)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_pub_decrypt_bytea(bytea, bytea) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_pub_decrypt(bytea, bytea, text)
RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_pub_decrypt(bytea, bytea, text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_pub_decrypt_bytea(bytea, bytea, text)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_pub_decrypt_bytea(bytea, bytea, text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_pub_decrypt(bytea, bytea, text, text)
RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_pub_decrypt(bytea, bytea, text, text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_pub_decrypt_bytea(bytea, bytea, text, text)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_pub_decrypt_bytea(bytea, bytea, text, text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_key_id(bytea)
RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_key_id(bytea) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION armor(bytea)
RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'armor(bytea) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION armor(bytea, text[], text[])
RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'armor(bytea, text[], text[]) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION dearmor(text)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'dearmor(text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;

CREATE FUNCTION pgp_armor_headers(text, key OUT text, value OUT text)
RETURNS SETOF record LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
    MESSAGE = 'pgp_armor_headers(text) needs the real pgcrypto: this is pgtoml''s stand-in',
    HINT = 'Use a server that has pgcrypto.';
END $$;
