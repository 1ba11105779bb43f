/* shared/crypto/entropy: just so many bytes are filled in, each time with
 * others. */
#include "shared/crypto/entropy.h"

#include <string.h>

#include "tests/lib/tap.h"

#define SIZE 64

/* Some drawn bytes may equal the old ones by chance, but not all. */
int
main(void)
{
	static const char zeros[SIZE];
	char bytes[SIZE] = { 0 };
	char before[SIZE];

	TAP_OK(entropy_draw(bytes + 16, 16), "16 bytes are drawn");
	TAP_OK(memcmp(bytes, zeros, 16) == 0 &&
		memcmp(bytes + 32, zeros, SIZE - 32) == 0,
	    "and none around them");
	TAP_OK(memcmp(bytes + 16, zeros, 8) != 0 &&
		memcmp(bytes + 24, zeros, 8) != 0,
	    "the first and the last are filled in");
	memcpy(before, bytes, SIZE);
	TAP_OK(entropy_draw(bytes + 16, 16), "16 bytes more");
	TAP_OK(memcmp(before + 16, bytes + 16, 16) != 0, "are others");
	return tap_done();
}
