#include "tests/unit/unit.h"

#include "base/crypto.h"

extern const struct unit_suite base_crypto_suite;

/* FIPS 180-4, examples of SHA-256. */
static void hashes_are_those_of_the_standard(void)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
		{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char hex[SHA256_HEX_MAX];
		sha256_hex(sv_of(rows[i].in), hex);
		CHECK_Z(hex, rows[i].want);
	}
}

static void pieces_make_the_same_hash(void)
{
	CLEANUP(sha256_free) struct sha256 *h = sha256_new();
	char whole[SHA256_HEX_MAX], pieces[SHA256_HEX_MAX];
	sha256_add(h, SV("a"));
	sha256_add(h, (struct sv){NULL, 0});
	sha256_add(h, SV("bc"));
	sha256_end(&h, pieces);
	CHECK(h == NULL);
	sha256_hex(SV("abc"), whole);
	CHECK_Z(pieces, whole);
}

static const struct unit_case cases[] = {
	{"hashes_are_those_of_the_standard", hashes_are_those_of_the_standard},
	{"pieces_make_the_same_hash", pieces_make_the_same_hash},
	{NULL, NULL},
};

const struct unit_suite base_crypto_suite = {"base_crypto", cases};
