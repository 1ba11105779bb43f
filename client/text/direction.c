/* The direction of text: see direction.h. */
#include "text/direction.h"

#include <stddef.h>
#include <stdint.h>

#include "shared/text/utf8.h"

/*
 * Blocks that Unicode reserves for right-to-left scripts. Characters not yet
 * assigned in them count too.
 */
static const struct {
	uint32_t first, last;
} blocks[] = {
	{ 0x0590, 0x08ff }, /* Hebrew, Arabic, Syriac, Thaana, NKo and others */
	{ 0xfb1d, 0xfdcf }, /* presentation forms */
	{ 0xfdf0, 0xfdff }, { 0xfe70, 0xfefe },
	/* old scripts: Aramaic, Parthian, Turkic and others */
	{ 0x10800, 0x10fff },
	{ 0x1e800, 0x1efff }, /* Mende, Adlam, numbers, mathematics */
};

static bool
is_from_right(uint32_t c)
{
	for (size_t i = 0; i < COUNT(blocks); i++)
		if (c >= blocks[i].first && c <= blocks[i].last)
			return true;
	return false;
}

bool
direction_is_mixed(struct str text)
{
	uint32_t c;
	size_t len;

	for (size_t at = 0; at<text.len; at += len> 0 ? len : 1) {
		len = utf8_decode(text.at + at, text.len - at, &c);
		if (len > 1 && is_from_right(c))
			return true;
	}
	return false;
}

void
direction_put(struct buf *to, struct str name)
{
	const bool mixed = direction_is_mixed(name);

	(void)BUF_CAT(to, mixed ? DIRECTION_ISOLATE : STR(""), name,
	    mixed ? DIRECTION_END : STR(""));
}

long
direction_depth(struct str text)
{
	const struct str begins = DIRECTION_ISOLATE;
	const struct str ends = DIRECTION_END;
	const size_t len = begins.len;
	long depth = 0;

	for (size_t at = 0; at + len <= text.len; at++) {
		if (text.at[at] != begins.at[0])
			continue;
		depth += memcmp(text.at + at, begins.at, len) == 0;
		depth -= memcmp(text.at + at, ends.at, len) == 0;
	}
	return depth;
}
