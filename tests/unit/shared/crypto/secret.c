/* shared/crypto/secret: what is the same as a secret, wherever it differs. */
#include "shared/crypto/secret.h"

#include <limits.h>

#include "tests/lib/tap.h"

#define SIZE 32

/* Each bit of each byte counts. */
static void
compares(void)
{
	unsigned char one[SIZE], other[SIZE];
	unsigned missed = 0;

	for (size_t i = 0; i < SIZE; i++)
		one[i] = other[i] = (unsigned char)(i * 37);
	TAP_OK(secret_same(one, other, SIZE), "the same bytes are the same");
	for (size_t i = 0; i < SIZE * CHAR_BIT; i++) {
		const unsigned char bit = (unsigned char)(1 << i % CHAR_BIT);
		other[i / CHAR_BIT] ^= bit;
		missed += secret_same(one, other, SIZE);
		other[i / CHAR_BIT] ^= bit;
	}
	TAP_NUM(missed, 0, "and with any bit changed they are not");
	other[SIZE - 1] ^= 1;
	TAP_OK(secret_same(one, other, SIZE - 1), "what is behind is not seen");
	TAP_OK(secret_same(one, other, 0), "nothing is the same as nothing");
}

/* In a room of eight bytes. */
static void
knows_what_is_said(void)
{
	static const char room[8] = "secret";
	static const struct {
		struct str said;
		bool is;
	} rows[] = {
		{ { "secret", 6 }, true },
		{ { NULL, 0 }, false },
		{ { "secre", 5 }, false },
		{ { "tecret", 6 }, false },
		{ { "secrets", 7 }, false },
		{ { "secret\0", 7 }, false },
		{ { "secret\0\0\0", 9 }, false },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_OK(secret_is(rows[i].said, room, 6, sizeof(room)) ==
			rows[i].is,
		    "row %zu: %zu bytes", i, rows[i].said.len);
	TAP_OK(secret_is(STR("fullroom"), "fullroom", 8, 8),
	    "one that fills its room");
	TAP_OK(!secret_is(STR("fullroom9"), "fullroom", 8, 8),
	    "and no longer one");
}

int
main(void)
{
	compares();
	knows_what_is_said();
	return tap_done();
}
