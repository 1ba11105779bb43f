/*
 * shared/token: each name becomes a file name that no other name has, and is
 * read back from it, whatever a file system dislikes; and what is no token is
 * refused.
 */
#include "shared/token.h"

#include "tests/lib/tap.h"

static const struct {
	const char *name;
	uint64_t made;
	const char *token;
} made[] = {
	{ "ops", 0, "ops.0" },
	{ "OPS", 1795392000000001, "ops.1795392000000001" },
	{ "c++", 0, "c%2B%2B.0" },
	{ "..", 0, "%2E..0" },
	{ "\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85", 0,
	    "\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85.0" },
	{ "a/b", 0, "" },
	{ "a\nb", 0, "" },
};

static const char *const wrong[] = { "", "..", ".ops.0", "ops", "ops.x",
	"a/b.0", "a b.0", "ops.0.new", "ops.99999999999999999999" };

static void
makes(void)
{
	char room[TOKEN_MOST], back[LIMIT_GROUP];

	for (size_t i = 0; i < COUNT(made); i++) {
		const struct str token =
		    token_make(str_from(made[i].name), made[i].made, room);
		TAP_STR(token, str_from(made[i].token), "\"%s\"", made[i].name);
		if (token.len == 0)
			continue;
		TAP_OK(token_is_valid(token), "a token");
		TAP_NUM(token_made(token), made[i].made, "MADE");
		TAP_OK(
		    str_caseeq(token_name(token, back), str_from(made[i].name)),
		    "the name is read back");
	}
}

static void
refuses(void)
{
	char long_one[TOKEN_MOST + 2], room[TOKEN_MOST], back[LIMIT_GROUP];

	for (size_t i = 0; i < COUNT(wrong); i++)
		TAP_OK(!token_is_valid(str_from(wrong[i])), "\"%s\"", wrong[i]);
	memset(long_one, '+', sizeof(long_one));
	TAP_OK(token_make((struct str) { long_one, 84 }, 0, room).len == 0,
	    "a name that is too long");
	TAP_NUM(token_make((struct str) { long_one, LIMIT_GROUP }, 0, room).len,
	    3 * LIMIT_GROUP + 2, "each byte of a group is escaped");
	TAP_STR(token_name(STR("a%2G.0"), back), STR(""), "a wrong escape");
	TAP_STR(token_name(STR("%61.0"), back), STR(""), "a needless one");
	TAP_STR(token_name(STR("a+b.0"), back), STR(""), "a missing one");
}

static void
talks(void)
{
	char room[TOKEN_MOST];
	const struct str ali = STR("ali.17"), sara = STR("sara.9");
	struct str one, other;

	TAP_STR(token_talk(sara, ali, room), STR("@ali.17+sara.9"), "in order");
	TAP_STR(token_talk(STR("ali.2"), ali, room), STR("@ali.17+ali.2"),
	    "by bytes");
	TAP_STR(
	    token_talk(ali, ali, room), STR("@ali.17+ali.17"), "with itself");
	TAP_OK(token_split(token_talk(ali, sara, room), &one, &other) &&
		str_eq(one, ali) && str_eq(other, sara),
	    "both are read back");
	TAP_OK(token_is_valid(token_talk(ali, sara, room)), "a token");
	TAP_OK(!token_split(ali, &one, &other), "an account is no talk");
	TAP_OK(!token_split(STR("@ali.17"), &one, &other), "nor is a half");
	TAP_OK(!token_split(STR("@a.1+b.2+c.3"), &one, &other), "nor three");
}

int
main(void)
{
	makes();
	refuses();
	talks();
	return tap_done();
}
