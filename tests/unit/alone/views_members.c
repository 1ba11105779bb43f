/*
 * client/views/members: names come in any order and stand in theirs, however
 * many there are, and no name stands there twice.
 *
 * Linked with -Wl,--wrap=str_casecmp,--wrap=memmove to count the work.
 */
#include "client/views/members.h"

#include <stdio.h>

#include "client/text/words/heard.h"
#include "shared/limits.h"
#include "tests/lib/must.h"

#define ROOM 32

/* How much work a name may be: 16 steps find one of 65,536, three times. */
#define COMPARED_MOST 48
#define MOVED_MOST 4096 /* bytes, twice a chunk */

static struct members members;

/* The work since that was last forgotten. */
static struct {
	size_t compared; /* names */
	size_t moved; /* bytes, by memmove */
} work;

int __real_str_casecmp(struct str a, struct str b);
int __wrap_str_casecmp(struct str a, struct str b);
void *__real_memmove(void *to, const void *from, size_t len);
void *__wrap_memmove(void *to, const void *from, size_t len);

int
__wrap_str_casecmp(struct str a, struct str b)
{
	work.compared++;
	return __real_str_casecmp(a, b);
}

void *
__wrap_memmove(void *to, const void *from, size_t len)
{
	work.moved += len;
	return __real_memmove(to, from, len);
}

/* The names in their order, a space between them. */
static void
are(const char *want)
{
	char text[256] = "";
	size_t at = 0;

	for (size_t i = 0; i < members_count(&members); i++) {
		const struct str name = members_at(&members, i);
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%.*s",
		    i > 0 ? " " : "", (int)name.len, name.at);
	}
	TAP_STR(str_from(text), str_from(want), "members: %s", want);
}

static void
add(const char *names)
{
	struct str rest = str_from(names);

	while (rest.len > 0)
		members_add(&members, str_word(&rest));
}

static void
few(void)
{
	are("");
	MUST(members_from(&members, STR("a")) == 0, "nobody is there");
	members_remove(&members, STR("nobody"));
	add("sara Javad _x bob sar SARA");
	are("_x bob Javad sar SARA");
	MUST(members_has(&members, STR("sara")), "case is not regarded");
	MUST(!members_has(&members, STR("jav")), "a whole name");
	MUST(members_from(&members, STR("")) == 0 &&
		members_from(&members, STR("J")) == 2 &&
		members_from(&members, STR("sarb")) == 5,
	    "the first that is not before it");
	members_rename(&members, STR("javad"), STR("zoe"));
	are("_x bob sar SARA zoe");
	members_rename(&members, STR("sara"), STR("Sara"));
	are("_x bob sar Sara zoe");
	members_rename(&members, STR("nobody"), STR("somebody"));
	members_rename(&members, STR("zoe"), STR("BOB"));
	are("_x BOB sar Sara");
	members_remove(&members, STR("bob"));
	members_remove(&members, STR("bob"));
	are("_x sar Sara");
	members_add(&members, STR(""));
	members_add(&members, STR("123456789012345678901234567890123"));
	are("_x sar Sara");
	members_clear(&members);
	are("");
}

/* Name number i of a large group. */
static struct str
name_at(size_t i, char room[ROOM])
{
	const int len = snprintf(room, ROOM, "%s%06zu", "member-", i);

	return (struct str) { room, (size_t)len };
}

/* Number i of all of them in some order, each once. */
static size_t
number(size_t i, size_t step)
{
	return i * step % MEMBERS_MOST;
}

static void
are_sorted(size_t count)
{
	char room[ROOM];

	MUST(members_count(&members) == count, "%zu members",
	    members_count(&members));
	for (size_t i = 0; i < count; i += 97)
		MUST(str_eq(members_at(&members, i), name_at(i, room)),
		    "number %zu in its place", i);
	for (size_t i = 0; i < count; i += 97)
		MUST(members_from(&members, name_at(i, room)) == i,
		    "number %zu is found", i);
}

static void
was_little_work(const char *what, const char *order)
{
	TAP_OK(work.compared > 0 &&
		work.compared <= (size_t)MEMBERS_MOST * COMPARED_MOST &&
		work.moved <= (size_t)MEMBERS_MOST * MOVED_MOST,
	    "65,536 members %s %s: of each %zu names compared, %zu bytes moved",
	    what, order, work.compared / MEMBERS_MOST,
	    work.moved / MEMBERS_MOST);
}

static void
many(size_t step, const char *order)
{
	char room[ROOM];

	memset(&work, 0, sizeof(work));
	for (size_t i = 0; i < MEMBERS_MOST; i++)
		members_add(&members, name_at(number(i, step), room));
	was_little_work("come", order);
	are_sorted(MEMBERS_MOST);
	members_add(&members, STR("one-more"));
	MUST(!members_has(&members, STR("one-more")), "no more than those");
	MUST(members.chunks <= MEMBERS_MOST / 16, "%zu chunks are not many",
	    members.chunks);
	memset(&work, 0, sizeof(work));
	for (size_t i = 100; i < MEMBERS_MOST; i++)
		members_remove(
		    &members, name_at(100 + number(i, step) % 65436, room));
	members_remove(&members, name_at(100, room));
	for (size_t i = MEMBERS_MOST; i-- > 100;)
		members_remove(&members, name_at(i, room));
	was_little_work("go", order);
	are_sorted(100);
	MUST(members.chunks <= 8, "%zu chunks are left for 100 members",
	    members.chunks);
	members_free(&members);
}

static void
is_ranked(size_t i, struct str name, enum rank rank)
{
	enum rank found;

	MUST(str_eq(members_ranked(&members, i, &found), name) && found == rank,
	    "%.*s is not number %zu of rank %d", (int)name.len, name.at, i,
	    (int)rank);
}

/* Operators come first, whatever their names and chunks. */
static void
ranked(void)
{
	char room[ROOM];

	for (size_t i = 0; i < 200; i++)
		members_add(&members, name_at(i, room));
	members_change_role(&members, name_at(190, room), ROLE_OPERATOR, true);
	members_set_roles(
	    &members, name_at(7, room), ROLE_OPERATOR | ROLE_VOICE);
	members_change_role(&members, name_at(100, room), ROLE_VOICE, true);
	is_ranked(0, name_at(7, room), RANK_OPERATOR);
	is_ranked(1, name_at(190, room), RANK_OPERATOR);
	is_ranked(2, name_at(100, room), RANK_VOICE);
	is_ranked(3, name_at(0, room), RANK_NONE);
	is_ranked(199, name_at(199, room), RANK_NONE);
	members_change_role(&members, name_at(7, room), ROLE_OPERATOR, false);
	is_ranked(0, name_at(190, room), RANK_OPERATOR);
	is_ranked(1, name_at(7, room), RANK_VOICE);
	members_rename(&members, name_at(190, room), STR("zoe"));
	is_ranked(0, STR("zoe"), RANK_OPERATOR);
	for (size_t i = 0; i < 190; i++)
		members_remove(&members, name_at(i, room));
	is_ranked(0, STR("zoe"), RANK_OPERATOR);
	is_ranked(1, name_at(191, room), RANK_NONE);
	members_free(&members);
	TAP_OK(true, "members are ranked by their roles");
}

int
main(void)
{
	few();
	ranked();
	many(MEMBERS_MOST - 1, "sorted backwards");
	many(40503, "shuffled");
	return tap_done();
}
