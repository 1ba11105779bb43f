/* client/text/direction: which text is written from right to left. */
#include "client/text/direction.h"

#include "shared/text/utf8.h"
#include "tests/lib/tap.h"

static const struct {
	const char *text;
	bool mixed;
} rows[] = {
	{ "", false }, { "sara", false },
	{ "\xce\xb1\xd0\xb1\xe4\xb8\xad\xf0\x9f\x98\x80", false },
	{ "\xe1\x80\x80", false }, /* Burmese */
	{ "\xff\xd7", false }, /* no text at all */
	{ "\xd7\x90", true }, /* Hebrew */
	{ "\xd8\xb3\xd8\xa7\xd8\xb1\xd8\xa7", true }, /* sara in Persian */
	{ "sara \xdb\xb1", true }, /* a digit of Persian */
	{ "\xdc\x90", true }, /* Syriac */
	{ "\xde\x80", true }, /* Thaana */
	{ "\xdf\x8a", true }, /* NKo */
	{ "\xef\xac\x9d", true }, /* presentation forms */
	{ "\xef\xbb\xbc", true }, { "\xf0\x9e\xa4\x80", true }, /* Adlam */
	{ "x\xff\xd7\x90", true }, /* behind what is none */
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_OK(
		    direction_is_mixed(str_from(rows[i].text)) == rows[i].mixed,
		    "row %zu", i);
	TAP_NUM(unicode_width(0x2068) + unicode_width(0x2069), 0,
	    "what isolates takes no column");
	TAP_NUM(direction_depth(STR("a\xe2\x81\xa8x")), 1, "one begins");
	TAP_NUM(direction_depth(STR("x\xe2\x81\xa9\xe2\x81")), -1, "one ends");
	TAP_NUM(direction_depth(STR("\xe2\x81\xa8\xe2\x81\xa9")), 0, "both");
	return tap_done();
}
