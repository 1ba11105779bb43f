/* shared/text/skeleton: which names can be taken for each other. */
#include "shared/text/skeleton.h"

#include "shared/limits.h"
#include "shared/text/utf8.h"
#include "tests/lib/tap.h"

static const struct {
	struct str one;
	struct str other;
	bool alike;
} pairs[] = {
	{ LIT("javad"), LIT("JAVAD"), true },
	{ LIT("javad"), LIT("javat"), false },
	{ LIT("modem"), LIT("modern"), true },
	{ LIT("paul"), LIT("pau1"), true },
	{ LIT("rob0t"), LIT("ROBOT"), true },
	{ LIT("ali"), LIT("all"), false }, /* an i is no l, */
	{ LIT("all"), LIT("alI"), true }, /* but its capital is */
	{ LIT("PAUI"), LIT("paul"), true },

	/* other letters of the same script */
	{ LIT("root"), LIT("r\u1d0f\u1d0ft"), true },
	{ LIT("Jos\u00e9"), LIT("JOS\u00c9"), true },
	{ LIT("Jos\u00e9"), LIT("Jose"), false },
	{ LIT("Strau\u00df"), LIT("STRAUSS"), true },

	/* whole words of another script */
	{ LIT("cope"), LIT("\u0441\u043e\u0440\u0435"), true },
	{ LIT("tom"), LIT("\u0422\u041e\u041c"), true },
	{ LIT("tom"), LIT("\u0442\u043e\u043c"), false },
	{ LIT("\u0422\u041e\u041c"), LIT("\u0442\u043e\u043c"), true },
	{ LIT("root"), LIT("\ua4e3\ua4f3\ua4f3\ua4d4"), true }, /* Lisu */
	{ LIT("SAI"), LIT("\u0455\u0430\u0456"), true },

	/* as two keyboards write the same */
	{ LIT("\u0639\u0644\u06cc"), LIT("\u0639\u0644\u064a"), true },
	{ LIT("\u0645\u06cc\u200c\u0646\u0627"),
	    LIT("\u0645\u06cc\u0646\u0627"), true },
	{ LIT("\u30ab\u30ab"), LIT("\u529b\u529b"), true },

	/* marks in their order, wherever they come from */
	{ LIT("\u0430\u0327\u0302"), LIT("\u00e2\u0327"), true },
	{ LIT("\u0e01\u0e48\u0e33"), LIT("\u0e01\u0e48\u0e4d\u0e32"), true },
};

/* Have the two a skeleton in common? */
static bool
are_confusable(struct str a, struct str b)
{
	for (enum skeleton_kind kind = 0; kind < SKELETON_KINDS; kind++)
		if (skeleton_same(a, kind, b, SKELETON_FOLDED) ||
		    skeleton_same(a, kind, b, SKELETON_SHOWN))
			return true;
	return false;
}

static void
compares(void)
{
	for (size_t i = 0; i < COUNT(pairs); i++) {
		TAP_NUM(are_confusable(pairs[i].one, pairs[i].other),
		    pairs[i].alike, "%.*s and %.*s", (int)pairs[i].one.len,
		    pairs[i].one.at, (int)pairs[i].other.len,
		    pairs[i].other.at);
		TAP_NUM(are_confusable(pairs[i].other, pairs[i].one),
		    pairs[i].alike, "the other way round");
	}
}

static void
knows_ends(void)
{
	const struct str serv = STR("serv");

	TAP_OK(skeleton_ends_in(STR("NickSERV"), serv), "NickSERV");
	TAP_OK(skeleton_ends_in(STR("oper\u0455erv"), serv), "Cyrillic s");
	TAP_OK(!skeleton_ends_in(STR("server"), serv), "server");
	TAP_OK(skeleton_ends_in(STR("modem"), STR("rn")), "half of a letter");
}

/* UTF-8 of a character; its length. */
static size_t
encode(uint32_t c, char room[4])
{
	const size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = len - 1; i > 0; i--) {
		room[i] = (char)(0x80 | (c & 0x3f));
		c >>= 6;
	}
	room[0] = (char)(lead[len] | c);
	return len;
}

/* Does its skeleton end, within its bound, and have itself as skeleton? */
static bool
is_settled(uint32_t c, enum skeleton_kind kind)
{
	char room[4];
	char skeleton_room[4 * sizeof(room) * SKELETON_GROWTH];
	const struct str word = { room, encode(c, room) };
	size_t count = 0, len = 0;
	struct skeleton skeleton;
	uint32_t part;

	skeleton_begin(&skeleton, word, kind);
	while ((part = skeleton_next(&skeleton)) != 0) {
		if (++count > word.len * SKELETON_GROWTH)
			return false;
		len += encode(part, skeleton_room + len);
	}
	return skeleton_same(
	    (struct str) { skeleton_room, len }, SKELETON_FOLDED, word, kind);
}

static void
settles(void)
{
	size_t unsettled = 0;

	for (uint32_t c = 1; c <= 0x10ffff; c++) {
		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		unsettled += !is_settled(c, SKELETON_FOLDED);
		unsettled += !is_settled(c, SKELETON_SHOWN);
	}
	TAP_NUM(unsettled, 0, "the skeleton of a skeleton is the skeleton");
}

int
main(void)
{
	compares();
	knows_ends();
	settles();
	return tap_done();
}
