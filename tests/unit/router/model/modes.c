/*
 * server/router/model/modes: flags and their letters, which are read back, the
 * key and the limit, which are put as a whole too; how a group begins, and that
 * all of it, masks and invitations too, goes with the group, and with the last
 * member of a group that is kept.
 */
#include "server/router/model/modes.h"

#include "server/base/mem/arena.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/invites.h"
#include "server/router/model/masks.h"
#include "tests/lib/must.h"
#include "tests/lib/router/stage.h"

static const struct config_option options[] = { { "max_clients", "20" },
	{ NULL, NULL } };

static void
have_letters(void)
{
	static const char all[] = "Cimnstu";
	char room[MODES_LETTERS];
	unsigned flags = 0;

	for (const char *c = all; *c != '\0'; c++) {
		const unsigned flag = modes_flag(*c);
		TAP_OK(flag != 0 && (flags & flag) == 0, "%c is a flag", *c);
		TAP_STR(modes_letters(flag, room), ((struct str) { c, 1 }),
		    "which is %c", *c);
		flags |= flag;
	}
	TAP_NUM(flags, MODES_ALL, "these are all");
	TAP_STR(modes_letters(flags, room), str_from(all), "all letters");
	TAP_STR(modes_letters(0, room), STR(""), "no letters");
	TAP_STR(modes_letters(MODE_RECORDED, room), STR("H"),
	    "H, which is shown, is not one that a group has");
	TAP_NUM(modes_flag('x') | modes_flag('k') | modes_flag('\0'), 0,
	    "no other is a flag");
}

static void
are_read_back(void)
{
	char room[MODES_LETTERS];
	bool same = true;
	unsigned read;

	for (unsigned flags = 0; flags <= MODES_ALL; flags++)
		same = same && modes_word(flags, room).len > 0 &&
		    modes_read(modes_word(flags, room), &read) && read == flags;
	TAP_OK(same, "flags as a word are the same when they are read");
	TAP_STR(modes_word(0, room), STR("-"), "- if there are none");
	TAP_OK(!modes_read(STR("nx"), &read) && !modes_read(STR("n-"), &read),
	    "of other letters none is read");
	TAP_OK(!modes_read(STR("Hn"), &read), "nor is one that is only shown");
}

/* The letter follows what applies, and the group keeps only the exception. */
static void
show_history(void)
{
	const uint32_t group = groups_make(STR("tea"));
	struct modes *modes = modes_get(group);

	TAP_NUM(
	    groups_shown_modes(group), MODE_MEMBERS, "a group has no history");
	modes->flags |= MODE_UNRECORDED;
	TAP_NUM(groups_shown_modes(group), MODE_MEMBERS,
	    "an exception from that is not shown");
	groups_history(group)->applies = true;
	TAP_NUM(
	    groups_shown_modes(group), MODE_MEMBERS, "nor one from a history");
	modes->flags &= ~(unsigned)MODE_UNRECORDED;
	TAP_NUM(groups_shown_modes(group), MODE_MEMBERS | MODE_RECORDED,
	    "the history itself is");
	groups_remove_if_empty(group);
	TAP_NUM(groups_shown_modes(groups_make(STR("tea"))), MODE_MEMBERS,
	    "and goes with the group");
	groups_remove_if_empty(group);
}

/* A group is closed if one must be chosen to be a member, or to see it. */
static void
are_closed(void)
{
	const uint32_t group = groups_make(STR("tea"));

	modes_get(group)->flags =
	    MODES_ALL & ~(unsigned)(MODE_INVITE_ONLY | MODE_SECRET);
	TAP_OK(!modes_is_closed(group), "a group without i, k and s is open");
	modes_get(group)->flags = MODE_INVITE_ONLY;
	TAP_OK(modes_is_closed(group), "with i it is closed");
	modes_get(group)->flags = MODE_SECRET;
	TAP_OK(modes_is_closed(group), "with s");
	modes_get(group)->flags = 0;
	modes_set_key(group, STR("sesame"));
	TAP_OK(modes_is_closed(group), "or with a key");
	groups_remove_if_empty(group);
}

static bool
is_as_first(uint32_t group)
{
	return modes_get(group)->flags == MODE_MEMBERS &&
	    modes_key(group).len == 0 && modes_get(group)->limit == 0 &&
	    masks_bytes() == 0 && masks_count(group, MASKS_BANNED) == 0 &&
	    invites_to(group)->count == 0;
}

static void
fill(uint32_t group)
{
	struct mask_entry *row;

	modes_get(group)->flags = MODE_SECRET | MODE_MODERATED;
	modes_set_key(group, STR("sesame"));
	modes_get(group)->limit = 7;
	MUST(
	    masks_make(group, MASKS_BANNED, 0, STR("x!*@*"), &row) == CODE_OK &&
		invites_add(group, 0, true),
	    "no memory");
	masks_set(group, MASKS_BANNED, row, 1);
	groups_set_topic(group, STR("green"));
}

static void
is_put(const struct modes *modes)
{
	const uint32_t group = groups_make(STR("rice"));

	*modes_get(group) = *modes;
	TAP_OK(modes_get(group)->flags == modes->flags &&
		modes_get(group)->limit == modes->limit &&
		str_eq(modes_key(group), STR("a")),
	    "another is given all of it at once");
	groups_remove_if_empty(group);
}

static void
go_with_the_group(void)
{
	const size_t used = arena_used();
	uint32_t group = groups_make(STR("tea"));

	TAP_OK(is_as_first(group), "a group begins with n alone");
	fill(group);
	TAP_OK(modes_has(group, MODE_SECRET) && !modes_has(group, MODE_TOPIC) &&
		modes_get(group)->limit == 7,
	    "it has what it was given");
	TAP_STR(modes_key(group), STR("sesame"), "and its key");
	modes_set_key(group, STR("a"));
	TAP_STR(modes_key(group), STR("a"), "a shorter one");
	is_put(modes_get(group));
	TAP_NUM(groups_make(STR("TEA")), group, "it is found");
	TAP_OK(!is_as_first(group), "which changes nothing");
	groups_remove_if_empty(group);
	TAP_NUM(arena_used(), used, "it goes with all that it had");
	group = groups_make(STR("tea"));
	TAP_OK(is_as_first(group), "and begins anew");
	groups_remove_if_empty(group);
}

/*
 * A joiner has no role in a kept group, so nobody could change the modes later.
 */
static void
go_with_the_last_member(void)
{
	const uint32_t group = groups_make(STR("tea"));

	groups_keep(group);
	MUST(groups_enter(group, 0), "no memory");
	fill(group);
	groups_remove_if_empty(group);
	TAP_OK(!is_as_first(group), "while one is there nothing changes");
	groups_leave(group, 0);
	groups_remove_if_empty(group);
	TAP_OK(is_as_first(group), "then a group that is kept begins anew");
	TAP_STR(groups_topic(group), STR("green"), "and keeps its topic");
	groups_unkeep_all();
	groups_remove_if_empty(group);
}

int
main(void)
{
	stage_begin(options);
	MUST(clients_new(SLOT_NONE) == 0 && clients_set_name(0, STR("ann")),
	    "no client");
	have_letters();
	are_read_back();
	show_history();
	are_closed();
	go_with_the_group();
	go_with_the_last_member();
	return tap_done();
}
