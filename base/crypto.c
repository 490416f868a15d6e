#include "base/crypto.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <stdio.h>

struct sha256 {
	EVP_MD_CTX *context;
};

/* SHA-256 is always there; what can go wrong is memory. */
static void must(bool good)
{
	if (!good) {
		fputs("bailiwick: out of memory\n", stderr);
		abort();
	}
}

struct sha256 *sha256_new(void)
{
	struct sha256 *h = calloc(1, sizeof *h);
	must(h != NULL);
	h->context = EVP_MD_CTX_new();
	must(h->context != NULL && EVP_DigestInit_ex(h->context, EVP_sha256(), NULL) == 1);
	return h;
}

void sha256_add(struct sha256 *h, struct sv bytes)
{
	must(EVP_DigestUpdate(h->context, bytes.at, bytes.n) == 1);
}

void sha256_end(struct sha256 **h, char hex[SHA256_HEX_MAX])
{
	static const char digit[] = "0123456789abcdef";
	unsigned char sum[32];
	must(EVP_DigestFinal_ex((*h)->context, sum, NULL) == 1);
	for (size_t i = 0; i < sizeof sum; i++) {
		hex[2 * i] = digit[sum[i] >> 4];
		hex[2 * i + 1] = digit[sum[i] & 15];
	}
	hex[64] = '\0';
	sha256_free(h);
}

void sha256_free(struct sha256 **h)
{
	if (*h == NULL)
		return;
	EVP_MD_CTX_free((*h)->context);
	free(*h);
	*h = NULL;
}

void sha256_hex(struct sv bytes, char hex[SHA256_HEX_MAX])
{
	struct sha256 *h = sha256_new();
	sha256_add(h, bytes);
	sha256_end(&h, hex);
}
