#include "base/crypto.h"

#include <openssl/evp.h>

/* `struct sha256` is OpenSSL's context under our name. */
static EVP_MD_CTX *context_of(struct sha256 *h)
{
	return (EVP_MD_CTX *)(void *)h;
}

/* OpenSSL's digests fail only when it has no memory or was built without SHA-256. */
static void must(int done)
{
	if (done != 1)
		out_of_memory();
}

struct sha256 *sha256_new(void)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	if (context == NULL)
		out_of_memory();
	must(EVP_DigestInit_ex(context, EVP_sha256(), NULL));
	return (struct sha256 *)(void *)context;
}

void sha256_add(struct sha256 *h, struct sv bytes)
{
	if (bytes.n > 0)
		must(EVP_DigestUpdate(context_of(h), bytes.at, bytes.n));
}

void sha256_end(struct sha256 **h, char hex[SHA256_HEX_MAX])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	must(EVP_DigestFinal_ex(context_of(*h), hash, &n));
	for (unsigned i = 0; i < n; i++) {
		hex[2 * i] = digits[hash[i] >> 4];
		hex[2 * i + 1] = digits[hash[i] & 15];
	}
	hex[2 * n] = '\0';
	sha256_free(h);
}

void sha256_free(struct sha256 **h)
{
	if (*h != NULL)
		EVP_MD_CTX_free(context_of(*h));
	*h = NULL;
}

void sha256_hex(struct sv bytes, char hex[SHA256_HEX_MAX])
{
	struct sha256 *h = sha256_new();
	sha256_add(h, bytes);
	sha256_end(&h, hex);
}
