/*
 * server/router/model/masks: which words are masks of which list, and what
 * becomes of them; in what order they are kept, how many, and whose bytes they
 * are; who is banned, muted, exempt and let in. When all are gone, so is their
 * memory.
 */
#include "server/router/model/masks.h"

#include <stdio.h>

#include "server/base/mem/arena.h"
#include "server/base/state/module.h"
#include "server/router/model/client_identity.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "shared/limits.h"
#include "shared/mask.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/router/stage.h"

extern const struct module clients_module;

#define ANN 0
#define BOB 1

static const struct config_option options[] = { { "max_clients", "20" },
	{ NULL, NULL } };
static const struct config_option small[] = { { "max_clients", "20" },
	{ "table_max", "1000" }, { NULL, NULL } };

static uint32_t tea;

static bool
is_judged(uint32_t client, enum code code)
{
	return masks_judge(tea, client) == code;
}

/* The form of a word in a list; empty: it is not a mask there. */
static const struct {
	enum masks_list list;
	const char *word;
	const char *full;
} words[] = {
	{ MASKS_BANNED, "ali", "ali!*@*" },
	{ MASKS_BANNED, "*@host", "*!*@host" },
	{ MASKS_BANNED, "a**i!u@h", "a*i!u@h" },
	{ MASKS_BANNED, "~a:ali", "~a:ali" },
	{ MASKS_BANNED, "~m:ali", "~m:ali!*@*" },
	{ MASKS_BANNED, "~m:~a:ali", "~m:~a:ali" },
	{ MASKS_EXEMPT, "~m:*@h", "~m:*!*@h" },
	{ MASKS_EXEMPT, "~a:*", "~a:*" },
	{ MASKS_INVITED, "ali", "ali!*@*" },
	{ MASKS_INVITED, "~a:ali", "~a:ali" },
	{ MASKS_INVITED, "~m:ali", "" }, /* nobody is muted into a group */
	{ MASKS_BANNED, "", "" },
	{ MASKS_BANNED, "~a:", "" },
	{ MASKS_BANNED, "~m:", "" },
	{ MASKS_BANNED, "~m:~a:", "" },
	{ MASKS_BANNED, "~m:~m:ali", "" },
	{ MASKS_BANNED, "~a:~m:ali", "~a:~m:ali" }, /* an odd account */
	{ MASKS_BANNED, "~q:ali", "" }, /* a kind that there is not */
	{ MASKS_BANNED, "~", "" },
	{ MASKS_BANNED, ":ali", "" },
};

static void
are_completed(void)
{
	for (size_t i = 0; i < COUNT(words); i++)
		TAP_STR(masks_full(words[i].list, str_from(words[i].word)),
		    str_from(words[i].full), "%s in %s", words[i].word,
		    masks_letter(words[i].list).at);
	TAP_STR(masks_full(MASKS_BANNED, str_from(filler(MASK_MOST))), STR(""),
	    "what is too long is none");
}

static void
have_letters(void)
{
	enum masks_list list = MASKS_LISTS;

	TAP_OK(masks_list('b', &list) && list == MASKS_BANNED, "b");
	TAP_OK(masks_list('e', &list) && list == MASKS_EXEMPT, "e");
	TAP_OK(masks_list('I', &list) && list == MASKS_INVITED, "I");
	TAP_OK(!masks_list('i', &list), "there are no others");
}

static enum code
set(uint32_t client, enum masks_list list, const char *mask)
{
	static uint64_t id;
	struct mask_entry *row;
	const enum code code =
	    masks_make(tea, list, client, str_from(mask), &row);

	if (code == CODE_OK)
		masks_set(tea, list, row, ++id);
	return code;
}

static void
are_kept_as_set(void)
{
	const struct mask_entry *row;

	MUST(set(ANN, MASKS_BANNED, "x!*@*") == CODE_OK, "no x");
	MUST(set(BOB, MASKS_BANNED, "b!*@*") == CODE_OK, "no b");
	MUST(set(ANN, MASKS_EXEMPT, "x!*@*") == CODE_OK, "no exempt x");
	TAP_OK(masks_has(tea, MASKS_BANNED, STR("X!*@*")), "X is x");
	TAP_OK(!masks_has(tea, MASKS_INVITED, STR("x!*@*")), "in its list");
	row = masks_first(tea, MASKS_BANNED);
	TAP_STR(
	    mask_entry_mask(row), STR("x!*@*"), "what was set first is first");
	TAP_STR(mask_entry_name(row), STR("ann"), "with who has set it");
	TAP_NUM(row->id, 1, "and when");
	TAP_STR(mask_entry_mask(row->next), STR("b!*@*"), "then the next");
	TAP_STR(mask_entry_name(row->next), STR("bob"), "by another");
	masks_cut(tea, MASKS_BANNED, STR("none!*@*"));
	TAP_NUM(masks_count(tea, MASKS_BANNED), 2, "no other is cut");
	masks_cut(tea, MASKS_BANNED, STR("X!*@*"));
	row = masks_first(tea, MASKS_BANNED);
	TAP_STR(mask_entry_mask(row), STR("b!*@*"), "one is cut, one stays");
	TAP_NUM(masks_count(tea, MASKS_EXEMPT), 1, "of that list alone");
	masks_clear(tea);
	TAP_OK(masks_first(tea, MASKS_BANNED) == NULL &&
		masks_count(tea, MASKS_EXEMPT) == 0 && masks_bytes() == 0,
	    "all go");
}

/*
 * The standing of Ann, who has no role, by the masks that were set; at the end
 * the last mask is cut.
 */
static const struct {
	const char *banned[2];
	const char *exempt;
	bool ban;
	bool mute;
} verdicts[] = {
	{ { NULL, NULL }, NULL, false, false },
	{ { "ann!*@*", NULL }, NULL, true, false },
	{ { "bob!*@*", NULL }, NULL, false, false },
	{ { "bob!*@*", "*!us?r@*" }, NULL, true, false },
	{ { "bob!*@*", "*!~us?r@*" }, NULL, true, false },
	{ { "*!~u@*", "*!~@*" }, NULL, false, false },
	{ { "~m:*!~us*@*", NULL }, NULL, false, true },
	{ { "ann!*@*", NULL }, "*!~user@*", false, false },
	{ { "ann!*@*", NULL }, "ann!*@*", false, false },
	{ { "ann!*@*", NULL }, "bob!*@*", true, false },
	{ { "ann!*@*", NULL }, "~m:ann!*@*", true, false },
	{ { "~m:ann!*@*", NULL }, NULL, false, true },
	{ { "~m:bob!*@*", NULL }, NULL, false, false },
	{ { "~m:ann!*@*", NULL }, "~m:ann!*@*", false, false },
	{ { "~m:ann!*@*", NULL }, "ann!*@*", false, false },
	{ { "~m:ann!*@*", NULL }, "bob!*@*", false, true },
	{ { "~m:ann!*@*", "ann!*@*" }, "~m:ann!*@*", true, false },
	{ { "~m:ann!*@*", "ann!*@*" }, NULL, true, false },
	{ { "~a:*", "~m:~a:*" }, NULL, false, false }, /* has no account */
};

static void
ban_and_mute(void)
{
	for (size_t i = 0; i < COUNT(verdicts); i++) {
		for (size_t j = 0; j < 2; j++)
			if (verdicts[i].banned[j] != NULL)
				MUST(set(BOB, MASKS_BANNED,
					 verdicts[i].banned[j]) == CODE_OK,
				    "no mask");
		if (verdicts[i].exempt != NULL)
			MUST(set(BOB, MASKS_EXEMPT, verdicts[i].exempt) ==
				CODE_OK,
			    "no mask");
		TAP_NUM(is_judged(ANN, CODE_BANNED), verdicts[i].ban,
		    "row %zu: banned", i);
		TAP_NUM(is_judged(ANN, CODE_MUTED), verdicts[i].mute,
		    "row %zu: muted", i);
		masks_clear(tea);
	}
}

/* A '~' before the user means nothing, in the mask or in the client. */
static void
leave_marks_out(void)
{
	MUST(set(BOB, MASKS_BANNED, "*!~me@*") == CODE_OK, "no mask");
	identity_set_user(ANN, STR("~me"));
	TAP_OK(is_judged(ANN, CODE_BANNED), "~me is ~me");
	identity_set_user(ANN, STR("me"));
	TAP_OK(is_judged(ANN, CODE_BANNED), "and me");
	identity_set_user(ANN, STR("you"));
	TAP_OK(!is_judged(ANN, CODE_BANNED), "and not you");
	masks_clear(tea);
	MUST(set(BOB, MASKS_BANNED, "*!me@*") == CODE_OK, "no mask");
	identity_set_user(ANN, STR("~me"));
	TAP_OK(!is_judged(ANN, CODE_BANNED), "but me is not ~me");
	identity_set_user(ANN, STR("user"));
	masks_clear(tea);
}

/* Whoever is logged in is meant by its account, whatever it is called. */
static void
mean_accounts(void)
{
	identity_set_account(ANN, STR("Annie"));
	MUST(set(BOB, MASKS_BANNED, "~a:annie") == CODE_OK, "no mask");
	TAP_OK(is_judged(ANN, CODE_BANNED) && !is_judged(BOB, CODE_BANNED),
	    "one is banned");
	MUST(set(BOB, MASKS_EXEMPT, "~a:an*") == CODE_OK, "no mask");
	TAP_OK(!is_judged(ANN, CODE_BANNED), "and exempt");
	masks_clear(tea);
	MUST(set(BOB, MASKS_BANNED, "~m:~a:annie") == CODE_OK, "no mask");
	TAP_OK(is_judged(ANN, CODE_MUTED) && !is_judged(ANN, CODE_BANNED),
	    "or muted");
	MUST(set(BOB, MASKS_INVITED, "~a:annie") == CODE_OK, "no mask");
	TAP_OK(masks_invite(tea, ANN) && !masks_invite(tea, BOB), "or let in");
	identity_set_account(ANN, STR(""));
	TAP_OK(!is_judged(ANN, CODE_MUTED) && !masks_invite(tea, ANN),
	    "logged out it is not any more");
	masks_clear(tea);
}

static void
invite(void)
{
	TAP_OK(!masks_invite(tea, ANN), "nobody is let in");
	MUST(set(BOB, MASKS_INVITED, "a*!*@*") == CODE_OK, "no mask");
	TAP_OK(masks_invite(tea, ANN) && !masks_invite(tea, BOB),
	    "then ann is, and bob not");
	TAP_OK(!is_judged(ANN, CODE_BANNED), "which bans nobody");
	masks_clear(tea);
}

/* It is what a verdict is kept for. */
static void
have_versions(void)
{
	const uint64_t first = masks_version(tea, ANN);

	TAP_OK(masks_version(tea, ANN) == first, "a version stays");
	TAP_OK(masks_version(tea, BOB) != first, "another has another");
	MUST(set(BOB, MASKS_EXEMPT, "x!*@*") == CODE_OK, "no mask");
	const uint64_t second = masks_version(tea, ANN);
	TAP_OK(second != first, "another mask, another version");
	masks_clear(tea);
	TAP_OK(masks_version(tea, ANN) != second &&
		masks_version(tea, ANN) != first,
	    "without it too");
	const uint64_t third = masks_version(tea, ANN);
	MUST(clients_set_name(ANN, STR("ANNA")), "no name");
	identity_renamed(ANN);
	TAP_OK(masks_version(tea, ANN) != third, "by another name too");
	MUST(clients_set_name(ANN, STR("ann")), "no name");
	identity_renamed(ANN);
	TAP_OK(masks_version(tea, ANN) == third, "and as before by the first");
	identity_set_account(ANN, STR("annie"));
	TAP_OK(masks_version(tea, ANN) != third, "logged in too");
	identity_set_account(ANN, STR(""));
}

static void
are_so_many(void)
{
	char mask[32];

	for (int i = 0; i < LIMIT_MASKS; i++) {
		(void)snprintf(mask, sizeof(mask), "n%d!*@*", i); /* fits */
		MUST(set(ANN, MASKS_BANNED, mask) == CODE_OK, "%d masks", i);
	}
	TAP_NUM(set(ANN, MASKS_BANNED, "x!*@*"), CODE_TOO_MANY,
	    "%d in a list, and no more", LIMIT_MASKS);
	TAP_NUM(set(ANN, MASKS_EXEMPT, "x!*@*"), CODE_OK, "in another one");
	masks_clear(tea);
	TAP_NUM(set(ANN, MASKS_BANNED, "x!*@*"), CODE_OK, "when they are gone");
	masks_clear(tea);
}

/* One has a tenth of 1,000 bytes, those of one user a fifth. */
static void
are_held(void)
{
	const size_t size = sizeof(struct mask_entry) + 5 + 3;

	stage_configure(small);
	MUST(2 * size <= 100 && 3 * size > 100, "another size");
	TAP_NUM(set(ANN, MASKS_BANNED, "x!*@*"), CODE_OK, "there is room");
	TAP_NUM(masks_bytes(), size, "which it takes");
	TAP_NUM(set(ANN, MASKS_BANNED, "y!*@*"), CODE_OK, "for another");
	TAP_NUM(set(ANN, MASKS_BANNED, "z!*@*"), CODE_TOO_MANY, "then not");
	TAP_NUM(set(BOB, MASKS_BANNED, "z!*@*"), CODE_OK, "but for bob's");
	masks_cut(tea, MASKS_BANNED, STR("x!*@*"));
	TAP_NUM(
	    set(ANN, MASKS_BANNED, "x!*@*"), CODE_OK, "one goes, one comes");
	clients_module.leave(ANN);
	TAP_NUM(set(ANN, MASKS_BANNED, "n!*@*"), CODE_OK,
	    "what was set by who has left is nobody's");
	masks_clear(tea);
	stage_configure(options);
}

int
main(void)
{
	static const struct str names[] = { { "ann", 3 }, { "bob", 3 } };
	size_t used;

	stage_begin(options);
	for (uint32_t c = 0; c < COUNT(names); c++)
		MUST(clients_new(SLOT_NONE) == c &&
			clients_set_name(c, names[c]),
		    "no client");
	tea = groups_make(STR("tea"));
	used = arena_used();
	are_completed();
	have_letters();
	are_kept_as_set();
	ban_and_mute();
	leave_marks_out();
	mean_accounts();
	invite();
	have_versions();
	are_so_many();
	are_held();
	TAP_NUM(arena_used(), used, "their memory is given back");
	return tap_done();
}
