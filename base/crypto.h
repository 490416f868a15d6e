/* The door of OpenSSL libcrypto. */
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include "base/str.h"

#define SHA256_HEX_MAX 65

struct sha256; /* a hash being computed */

struct sha256 *sha256_new(void);
void sha256_add(struct sha256 *h, struct sv bytes);
void sha256_end(struct sha256 **h, char hex[SHA256_HEX_MAX]); /* frees; lower case */
void sha256_free(struct sha256 **h);                          /* for CLEANUP */
void sha256_hex(struct sv bytes, char hex[SHA256_HEX_MAX]);   /* in one go */

#endif
