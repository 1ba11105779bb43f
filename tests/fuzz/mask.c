/*
 * shared/mask.c: a mask means what another way to find that says,
 * and written in full it means no less and stays as it is. The input is a line
 * with the mask and one with the text.
 */
#include "shared/mask.h"

#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/wellformed.h"
#include "tests/lib/must.h"

#define MOST 256

static char
small(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

static bool
is_start(struct str text, size_t at)
{
	return at == text.len || ((unsigned char)text.at[at] & 0xc0) != 0x80;
}

/* Where the character ends that is there. */
static size_t
end_of(struct str text, size_t at)
{
	do
		at++;
	while (!is_start(text, at));
	return at;
}

/*
 * Byte by byte of the mask, the places of the text that it can have come to:
 * all at once, so that nothing is ever tried again.
 */
static bool
means(struct str mask, struct str text)
{
	static bool now[MOST + 1], then[MOST + 1];

	memset(now, 0, sizeof(now));
	now[0] = true;
	for (size_t m = 0; m < mask.len; m++) {
		bool any = false;
		memset(then, 0, sizeof(then));
		for (size_t t = 0; t <= text.len; t++) {
			any = any || now[t];
			if (mask.at[m] == '*')
				then[t] = any && is_start(text, t);
			else if (!now[t] || t == text.len)
				continue;
			else if (mask.at[m] == '?')
				then[end_of(text, t)] = true;
			else if (small(mask.at[m]) == small(text.at[t]))
				then[t + 1] = true;
		}
		memcpy(now, then, sizeof(now));
	}
	return now[text.len];
}

/* Is there an '@' somewhere behind an '!'? */
static bool
has_all_parts(struct str mask)
{
	const char *mark = mask.len > 0 ? memchr(mask.at, '!', mask.len) : NULL;

	return mark != NULL &&
	    memchr(mark, '@', (size_t)(mask.at + mask.len - mark)) != NULL;
}

static void
is_full(struct str mask, struct str full, struct str text)
{
	char room[MASK_MOST];

	MUST(full.len <= MASK_MOST, "it is too long");
	MUST(has_all_parts(full), "it is not full");
	MUST(str_eq(mask_full(full, room), full), "another one the next time");
	if (has_all_parts(mask) && mask_matches(mask, text))
		MUST(mask_matches(full, text), "it means less");
}

void
fuzz(struct str input)
{
	struct str mask = { input.at, 0 }, text = { input.at, 0 };
	char room[MASK_MOST];

	(void)fuzz_line(&input, &mask);
	(void)fuzz_line(&input, &text);
	if (mask.len > MOST || text.len > MOST)
		return;
	const bool matches = mask_matches(mask, text);
	if (wellformed(mask) && wellformed(text))
		MUST(matches == means(mask, text), "they mean something else");
	const struct str full = mask_full(mask, room);
	if (full.len > 0)
		is_full(mask, full, text);
}
