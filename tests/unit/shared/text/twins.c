/* shared/text/twins: which names look like each other. */
#include "shared/text/twins.h"

#include "tests/lib/tap.h"

static const struct {
	struct str one;
	struct str other;
	bool alike;
} pairs[] = {
	{ LIT("javad"), LIT("JAVAD"), true },
	{ LIT("javad"), LIT("javat"), false },
	{ LIT("javad"), LIT("java"), false },
	{ LIT("modem"), LIT("modern"), true },
	{ LIT("MODEM"), LIT("modeRN"), true },
	{ LIT("paul"), LIT("pau1"), true },
	{ LIT("rob0t"), LIT("ROBOT"), true },
	{ LIT("ali"), LIT("all"), false }, /* an i is no l, */
	{ LIT("all"), LIT("alI"), true }, /* but its capital is, */
	{ LIT("ali"), LIT("alI"), true }, /* and an i */
	{ LIT("PAUI"), LIT("paul"), true },
	{ LIT("Jos\u00e9"), LIT("JOS\u00c9"), true },
	{ LIT("Jos\u00e9"), LIT("Jose"), false },

	/* whole words of another script */
	{ LIT("cope"), LIT("\u0441\u043e\u0440\u0435"), true },
	{ LIT("tom"), LIT("\u0422\u041e\u041c"), true },
	{ LIT("\u0422\u041e\u041c"), LIT("\u0442\u043e\u043c"), true },
	{ LIT("SAI"), LIT("\u0455\u0430\u0456"), true },
	{ LIT("l\u0443\u0445"), LIT("\u0406\u0443\u0445"), true },
	{ LIT("\u0416\u041b\u0401"), LIT("\u0436\u043b\u0451"), true },
	{ LIT("NIKO"), LIT("\u039d\u0399\u039a\u039f"), true },
	{ LIT("\u03a3\u03a9"), LIT("\u03c3\u03c9"), true },

	/* as two keyboards write the same */
	{ LIT("\u0639\u0644\u06cc"), LIT("\u0639\u0644\u064a"), true },
	{ LIT("\u0643\u0661"), LIT("\u06a9\u06f1"), true },
	{ LIT("\u0645\u06cc\u200c\u0646\u0627"),
	    LIT("\u0645\u06cc\u0646\u0627"), true },
};

static void
compares(void)
{
	for (size_t i = 0; i < COUNT(pairs); i++) {
		TAP_NUM(twins_alike(pairs[i].one, pairs[i].other),
		    pairs[i].alike, "%.*s and %.*s", (int)pairs[i].one.len,
		    pairs[i].one.at, (int)pairs[i].other.len,
		    pairs[i].other.at);
		TAP_NUM(twins_alike(pairs[i].other, pairs[i].one),
		    pairs[i].alike, "the other way round");
	}
	TAP_OK(!twins_same(STR("alI"), STR("all")) &&
		twins_same(STR("alI"), STR("ali")) &&
		twins_same(STR("TeL1"), STR("tell")),
	    "but for a case that decides nothing");
}

static void
knows_ends(void)
{
	const struct str serv = STR("serv");

	TAP_OK(twins_end_in(STR("NickSERV"), serv), "NickSERV");
	TAP_OK(twins_end_in(STR("oper\u0455erv"), serv), "Cyrillic s");
	TAP_OK(!twins_end_in(STR("server"), serv), "server");
	TAP_OK(!twins_end_in(STR("rv"), serv), "a shorter one");
	TAP_OK(twins_end_in(STR("modem"), STR("n")), "half of a letter");
}

int
main(void)
{
	compares();
	knows_ends();
	return tap_done();
}
