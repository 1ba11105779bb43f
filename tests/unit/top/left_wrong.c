/*
 * server/upgrade/handover, of what clients have left with the server, where it
 * cannot be: roles of no member, modes of no group, rows of no table, a key
 * twice, hearers and takers who are nobody, items under way with none, numbers
 * that are none. Each is refused for a reason, and nothing worse happens; what
 * a later version may have is left out.
 */
#include "server/upgrade/handover.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "server/accept/spawn.h"
#include "server/base/log/log.h"
#include "server/base/mem/memfd.h"
#include "server/base/state/module.h"
#include "server/operator/upgrade.h"
#include "shared/mask.h"
#include "tests/lib/changed.h"
#include "tests/lib/child.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/router/left.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/stage.h"

#define UPTIME (5000 * SEC)

/* Lines of the state, behind which something is put in or which are others. */
#define GROUPS "section groups\n"
#define ROLES "\nroles 0 1\n"
#define MODES_OF "section modes\ngroup "
#define MODES MODES_OF "0\n"
#define LETTERS "\nletters t\n"
#define NINE "\nlimit 9\n"
#define SESAME "\nkey Sesame\n"
#define GUEST "\ninvited 0 0\n"
#define KEYS_OF_TABLES "section tables\n"
#define TEA KEYS_OF_TABLES "group 0\n"
#define LOCKS "section locks\n"
#define LOCK LOCKS "lock 2 lock\n"
#define HOLDER LOCK "holder 1 1\n"
#define WAITER HOLDER "waiter 3 1 cem  two  words \n"
#define AGAIN "\nlock 2 again\n"
#define HEARERS "section hearers\n"
#define BOXES "section boxes\n"
#define BOX "\nbox 0 0\n"
#define TAKER "\ntaker 1 998 40\n"
#define NEWS "\ntaker 3 1003 60\n"
#define OTHER "taker 1 1002 60\n"
#define FOUNDERS "section founders\n"

/* Reasons that the log gives. */
#define NOTHING_LEFT "nothing is left of such a group"
#define NO_GROUP "no such group"
#define NO_MASK "invalid or duplicate mask"
#define NO_KEY "invalid group key"
#define NO_GUEST "invalid or duplicate invitation"
#define NO_TABLE "no such group or named client"
#define NO_ROW "invalid table row"
#define NO_CLIENT "no such named client"
#define NOBODY "no such client"
#define NO_LOCK "invalid lock"
#define NO_HOLD "invalid hold"
#define NO_HEARER "invalid or duplicate keys"
#define NO_BOX "invalid box"
#define NO_TAKER "invalid taker"
#define NO_ITEM "invalid item"
#define OF_NOBODY "taken by a client that takes nothing"
#define FOR_NOTHING "unused "
#define NO_NUMBER "not a number, or too large"
#define FEW_NUMBERS "missing or invalid number"

static struct {
	int fd; /* of the state */
	char *text; /* the state */
	size_t len;
	const char *wanted; /* of who loads a changed one; null: nothing */
} test;

/* A change to the state, and the expected reason; null: none. */
struct change {
	const char *from;
	const char *to;
	const char *said;
};

static const struct change in_groups[] = {
	{ GROUPS, GROUPS "left 99 1\n", NOTHING_LEFT },
	{ GROUPS, GROUPS "left 4294967296 1\n", NOTHING_LEFT },
	{ GROUPS, GROUPS "left x 1\n", FEW_NUMBERS },
	{ GROUPS, GROUPS "left 1\n", FEW_NUMBERS },
};

static const struct change in_members[] = {
	{ ROLES, "\nroles 0 3\n", NULL },
	{ ROLES, "\nroles 0 4\n", "invalid roles" },
	{ ROLES, "\nroles 0 x\n", FEW_NUMBERS },
	{ ROLES, "\nroles 0\n", FEW_NUMBERS },
	{ ROLES, "\nroles 3 1\n", "not a member" },
	{ ROLES, "\nroles 2 1\n", "not a member" }, /* who has gone */
	{ ROLES, "\nroles 32768 1\n", "not a member" },
	{ ROLES, "\nroles 4294967296 1\n", "not a member" },
};

static const struct change in_modes[] = {
	{ MODES, MODES_OF "99999\n", NO_GROUP },
	{ MODES, MODES_OF "65536\n", NO_GROUP },
	{ MODES, MODES_OF "4294967295\n", NO_GROUP },
	{ MODES, MODES_OF "4294967296\n", NO_NUMBER },
	{ MODES, MODES_OF "x\n", NO_NUMBER },
	{ MODES, MODES_OF "\n", NO_NUMBER },
	{ MODES, "section modes\n", "without a group" },
	{ LETTERS, "\nletters Cimst\n", NULL },
	{ LETTERS, "\nletters -\n", NULL },
	{ LETTERS, "\nletters x\n", "invalid modes" },
	{ LETTERS, "\nletters -t\n", "invalid modes" },
	{ LETTERS, "\nletters k\n", "invalid modes" },
	{ LETTERS, "\nletters \377\n", "invalid modes" },
	{ SESAME, "\nkey 01234567890123456789012\n", NULL },
	{ SESAME, "\nkey 012345678901234567890123\n", NO_KEY },
	{ SESAME, "\nkey a,b\n", NO_KEY },
	{ SESAME, "\nkey a b\n", NO_KEY },
	{ SESAME, "\nkey \377\n", NO_KEY },
	{ SESAME, "\nkey \n", NO_KEY },
	{ SESAME, "\nkey\n", NO_KEY },
	{ NINE, "\nlimit 4294967295\n", NULL },
	{ NINE, "\nlimit 4294967296\n", NO_NUMBER },
	{ NINE, "\nlimit -1\n", NO_NUMBER },
	{ NINE, NINE "mask b 1 0 ann q!*@*\n", NULL },
	{ NINE, NINE "mask b 18446744073709551615 1 ann ~m:q!*@*\n", NULL },
	{ NINE, NINE "mask b 18446744073709551616 1 ann q!*@*\n", NO_MASK },
	{ NINE, NINE "mask b x 0 ann q!*@*\n", NO_MASK },
	{ NINE, NINE "mask b  0 ann q!*@*\n", NO_MASK },
	{ NINE, NINE "mask b 1 3 ann q!*@*\n", NO_MASK }, /* has gone */
	{ NINE, NINE "mask b 1 6 ann q!*@*\n", NO_MASK }, /* no name */
	{ NINE, NINE "mask b 1 32769 ann q!*@*\n", NO_MASK },
	{ NINE, NINE "mask b 1 4294967297 ann q!*@*\n", NO_MASK },
	{ NINE, NINE "mask b 1 x ann q!*@*\n", NO_MASK },
	{ NINE, NINE "mask q 1 0 ann q!*@*\n", NO_MASK },
	{ NINE, NINE "mask be 1 0 ann q!*@*\n", NO_MASK },
	{ NINE, NINE "mask  1 0 ann q!*@*\n", NO_MASK },
	{ NINE, NINE "mask b 1 0 a!n q!*@*\n", NO_MASK },
	{ NINE, NINE "mask b 1 0 send q!*@*\n", NO_MASK },
	{ NINE, NINE "mask b 1 0  q!*@*\n", NO_MASK },
	{ NINE, NINE "mask b 1 0 ann q\n", NO_MASK }, /* is not full */
	{ NINE, NINE "mask b 1 0 ann q!*@**\n", NO_MASK },
	{ NINE, NINE "mask b 1 0 ann q!*@* x\n", NO_MASK },
	{ NINE, NINE "mask b 1 0 ann ~a:\n", NO_MASK },
	{ NINE, NINE "mask I 1 0 ann ~m:q!*@*\n", NO_MASK },
	{ NINE, NINE "mask b 1 0 ann \377!*@*\n", NO_MASK },
	{ NINE, NINE "mask b 1 0 ann \n", NO_MASK },
	{ NINE, NINE "mask b 1 0 ann\n", NO_MASK },
	{ NINE, NINE "mask b\n", NO_MASK },
	{ NINE, NINE "mask\n", NO_MASK },
	{ NINE, NINE "mask b 1 0 ann x!*@*\n", NO_MASK }, /* is there */
	{ NINE, NINE "mask b 1 0 ann q!*@*\nmask b 1 0 ann Q!*@*\n", NO_MASK },
	{ GUEST, "\ninvited 0 1\n", NULL },
	{ GUEST, "\ninvited 0 2\n", NO_GUEST },
	{ GUEST, "\ninvited 0\n", FEW_NUMBERS },
	{ GUEST, GUEST "invited 0 0\n", NO_GUEST },
	{ GUEST, "\ninvited 1 0\n", NO_GUEST }, /* is in it */
	{ GUEST, "\ninvited 2 0\n", NO_GUEST }, /* has gone */
	{ GUEST, "\ninvited 5 0\n", NO_GUEST }, /* has no name */
	{ GUEST, "\ninvited 6 0\n", NO_GUEST },
	{ GUEST, "\ninvited 32768 0\n", NO_GUEST },
	{ GUEST, "\ninvited 4294967296 0\n", NO_GUEST },
	{ MODES, "section modes\nnew 1\ngroup 0\n", NULL },
	{ MODES, MODES "new 1\n", NULL },
	{ KEYS_OF_TABLES, "section modes\n" KEYS_OF_TABLES,
	    "unexpected or missing" },
};

static const struct change in_tables[] = {
	{ TEA, KEYS_OF_TABLES "group 99999\n", NO_TABLE },
	{ TEA, KEYS_OF_TABLES "group 65535\n", NO_TABLE },
	{ TEA, KEYS_OF_TABLES "group 65536\n", NO_TABLE },
	{ TEA, KEYS_OF_TABLES "group 4294967295\n", NO_TABLE },
	{ TEA, KEYS_OF_TABLES "group 4294967296\n", NO_NUMBER },
	{ TEA, KEYS_OF_TABLES "group -1\n", NO_NUMBER },
	{ TEA, KEYS_OF_TABLES "group x\n", NO_NUMBER },
	{ TEA, KEYS_OF_TABLES "group\n", NO_NUMBER },
	{ TEA, KEYS_OF_TABLES "client 2\n", NO_TABLE }, /* who has gone */
	{ TEA, KEYS_OF_TABLES "client 5\n", NO_TABLE }, /* who has no name */
	{ TEA, KEYS_OF_TABLES "client 6\n", NO_TABLE },
	{ TEA, KEYS_OF_TABLES "client 32768\n", NO_TABLE },
	{ TEA, KEYS_OF_TABLES "client 4294967295\n", NO_TABLE },
	{ TEA, KEYS_OF_TABLES "client 4294967296\n", NO_NUMBER },
	{ TEA, KEYS_OF_TABLES, NO_ROW },
	{ TEA, KEYS_OF_TABLES "row 1 0 k ann x\ngroup 0\n", NO_ROW },
	{ TEA, TEA "row 1 0 k ann x\n", NO_ROW }, /* there is one behind */
	{ TEA, TEA "row 1 0 0 ann x\nrow 1 0 0 ann x\n", NO_ROW },
	{ TEA, TEA "row 1 0 0 ann x\n", NULL },
	{ TEA, TEA "row 1 1 0 ann x\n", NULL },
	{ TEA, TEA "row 18446744073709551615 0 0 ann x\n", NULL },
	{ TEA, TEA "row 18446744073709551616 0 0 ann x\n", NO_ROW },
	{ TEA, TEA "row x 0 0 ann x\n", NO_ROW },
	{ TEA, TEA "row -1 0 0 ann x\n", NO_ROW },
	{ TEA, TEA "row  0 0 ann x\n", NO_ROW },
	{ TEA, TEA "row 1 3 0 ann x\n", NO_ROW }, /* of who has gone */
	{ TEA, TEA "row 1 6 0 ann x\n", NO_ROW }, /* of who has no name */
	{ TEA, TEA "row 1 7 0 ann x\n", NO_ROW },
	{ TEA, TEA "row 1 32768 0 ann x\n", NO_ROW },
	{ TEA, TEA "row 1 32769 0 ann x\n", NO_ROW },
	{ TEA, TEA "row 1 4294967296 0 ann x\n", NO_ROW },
	{ TEA, TEA "row 1 4294967297 0 ann x\n", NO_ROW },
	{ TEA, TEA "row 1 x 0 ann x\n", NO_ROW },
	{ TEA, TEA "row 1 -1 0 ann x\n", NO_ROW },
	{ TEA, TEA "row 1 0 K ann x\n", NO_ROW },
	{ TEA, TEA "row 1 0  ann x\n", NO_ROW },
	{ TEA, TEA "row 1 0 012345678901234567890123456789012 ann x\n",
	    NO_ROW },
	{ TEA, TEA "row 1 0 0 a!n x\n", NO_ROW },
	{ TEA, TEA "row 1 0 0 send x\n", NO_ROW },
	{ TEA, TEA "row 1 0 0  x\n", NO_ROW },
	{ TEA, TEA "row 1 0 0 ann \033\n", NO_ROW },
	{ TEA, TEA "row 1 0 0 ann \377\n", NO_ROW },
	{ TEA, TEA "row 1 0 0 ann \n", NO_ROW },
	{ TEA, TEA "row 1 0 0 ann\n", NO_ROW },
	{ TEA, TEA "row 1 0 0\n", NO_ROW },
	{ TEA, TEA "row 1\n", NO_ROW },
	{ TEA, TEA "row\n", NO_ROW },
	{ TEA, TEA "new 1\nnew: 3\na\nb\n", NULL },
	{ HEARERS, KEYS_OF_TABLES HEARERS, "unexpected or missing" },
};

static const struct change in_locks[] = {
	{ LOCK, LOCKS "lock 99999 lock\n", NO_LOCK },
	{ LOCK, LOCKS "lock 65536 lock\n", NO_LOCK },
	{ LOCK, LOCKS "lock 4294967296 lock\n", NO_LOCK },
	{ LOCK, LOCKS "lock x lock\n", NO_LOCK },
	{ LOCK, LOCKS "lock -1 lock\n", NO_LOCK },
	{ LOCK, LOCKS "lock 2 Lock\n", NO_LOCK },
	{ LOCK, LOCKS "lock 2\n", NO_LOCK },
	{ LOCK, LOCKS "lock\n", NO_LOCK },
	{ LOCK, LOCKS, NO_HOLD },
	{ LOCK, LOCKS "lock 2 new\n", NULL }, /* that key is not there */
	{ AGAIN, "\nlock 2 lock\n", NO_LOCK },
	{ AGAIN, "\nlock 0 again\n", NO_HOLD }, /* is no member */
	{ AGAIN "by bob\n", AGAIN "by nobody\n", NULL },
	{ AGAIN "by bob\n", AGAIN, NULL },
	{ AGAIN "by bob\n", AGAIN "by send\n", "invalid name" },
	{ AGAIN "by bob\n", AGAIN "by\n", "invalid name" },
	{ AGAIN "by bob\nholder 3 2\n", AGAIN "by bob\n", NULL }, /* is due */
	{ AGAIN "by bob\nholder 3 2\n", "\nlock 3 again\n", FOR_NOTHING },
	{ HOLDER, LOCK "holder 1 10000\n", NULL },
	{ HOLDER, LOCK, NULL }, /* is due */
	{ HOLDER, LOCK "holder 1 10001\n", NO_HOLD },
	{ HOLDER, LOCK "holder 1 0\n", NO_HOLD },
	{ HOLDER, LOCK "holder 1 x\n", NO_HOLD },
	{ HOLDER, LOCK "holder 1\n", NO_HOLD },
	{ HOLDER, LOCK "holder\n", NO_HOLD },
	{ HOLDER, LOCK "holder 0 1\n", NO_HOLD }, /* is no member */
	{ HOLDER, LOCK "holder 2 1\n", NO_HOLD }, /* has gone */
	{ HOLDER, LOCK "holder 5 1\n", NO_HOLD }, /* has no name */
	{ HOLDER, LOCK "holder 32768 1\n", NO_HOLD },
	{ HOLDER, LOCK "holder 4294967296 1\n", NO_HOLD },
	{ HOLDER, HOLDER "holder 1 1\n", NO_HOLD }, /* twice */
	{ HOLDER, LOCKS "holder 1 1\nlock 2 lock\n", NO_HOLD },
	{ WAITER, HOLDER "waiter 3 10000 cem x\n", NULL },
	{ WAITER, HOLDER "waiter 3 1 other x\n", NULL },
	{ WAITER, HOLDER "waiter 3 0 cem x\n", NO_HOLD },
	{ WAITER, HOLDER "waiter 3 1 send x\n", NO_HOLD },
	{ WAITER, HOLDER "waiter 3 1 cem \377\n", NO_HOLD },
	{ WAITER, HOLDER "waiter 3 1 cem \n", NO_HOLD },
	{ WAITER, HOLDER "waiter 3 1 cem\n", NO_HOLD },
	{ WAITER, HOLDER "waiter 3 1\n", NO_HOLD },
	{ WAITER, HOLDER "waiter 1 1 bob x\n", NO_HOLD }, /* holds it */
	{ WAITER, WAITER "waiter 3 1 cem x\n", NO_HOLD }, /* twice */
	{ LOCKS, LOCKS "new 1\n", NULL },
	{ HEARERS, LOCKS HEARERS, "unexpected or missing" },
};

static const struct change in_hearers[] = {
	{ HEARERS, HEARERS "client 2\n", NO_CLIENT },
	{ HEARERS, HEARERS "client 5\n", NO_CLIENT },
	{ HEARERS, HEARERS "client 6\n", NO_CLIENT },
	{ HEARERS, HEARERS "client 32768\n", NO_CLIENT },
	{ HEARERS, HEARERS "client 4294967296\n", NO_NUMBER },
	{ HEARERS, HEARERS "client x\n", NO_NUMBER },
	{ HEARERS, HEARERS "client\n", NO_NUMBER },
	{ HEARERS, HEARERS "keys k\n", NO_HEARER },
	{ HEARERS "client 0\n", HEARERS "client 0\nkeys k\n", NO_HEARER },
	{ HEARERS "client 0\n", HEARERS "client 2\n", NO_CLIENT },
	{ "keys who k\n", "keys who K\n", NO_HEARER },
	{ "keys who k\n", "keys who  k\n", NO_HEARER },
	{ "keys who k\n", "keys who k \n", NO_HEARER },
	{ "keys who k\n", "keys \n", NO_HEARER },
	{ "keys who k\n", "keys\n", NO_HEARER },
	{ "keys who k\n",
	    "keys 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20\n",
	    NO_HEARER },
	{ "keys who k\n",
	    "keys 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19\n", NULL },
	{ "keys who k\n", "keys k k\n", NULL },
	{ "keys who k\n", "keys 012345678901234567890123456789012\n",
	    NO_HEARER },
	{ HEARERS, HEARERS "new 1\n", NULL },
	{ BOXES, HEARERS BOXES, "unexpected or missing" },
};

static const struct change in_boxes[] = {
	{ BOX, "\nbox 99999 0\n", NO_BOX },
	{ BOX, "\nbox 65535 0\n", NO_BOX },
	{ BOX, "\nbox 65536 0\n", NO_BOX },
	{ BOX, "\nbox 4294967296 0\n", NO_BOX },
	{ BOX, "\nbox 18446744073709551616 0\n", FEW_NUMBERS },
	{ BOX, "\nbox x 0\n", FEW_NUMBERS },
	{ BOX, "\nbox -1 0\n", FEW_NUMBERS },
	{ BOX, "\nbox 0\n", FEW_NUMBERS },
	{ BOX, "\nbox\n", FEW_NUMBERS },
	{ BOX, "\nbox 0 3\n", NO_BOX }, /* of who has gone */
	{ BOX, "\nbox 0 6\n", NO_BOX }, /* of who has no name */
	{ BOX, "\nbox 0 7\n", NO_BOX },
	{ BOX, "\nbox 0 4294967297\n", NO_BOX },
	{ BOX, "\nbox 0 18446744073709551615\n", NO_BOX },
	{ BOX, "\nbox 0 2\n", NULL },
	{ BOX "made ", BOX "made -", NO_NUMBER },
	{ BOX "made ", BOX "made x", NO_NUMBER },
	{ BOX "made ", BOX "new ", NULL },
	{ "\nposted ", "\nposted x", NO_NUMBER },
	{ "\ntook ", "\ntook 18446744073709551616\nnew ", NO_NUMBER },
	{ "\ntook ", "\ntook 18446744073709551615\nnew ", NULL },
	{ "\ncreator gone\n", "\ncreator a!b\n", "invalid text" },
	{ "\ncreator gone\n", "\ncreator 012345678901234567890123456789012\n",
	    "text" },
	{ "\ncreator gone\n", "\n", NULL },
	{ "\nbox_role 2\n", "\nbox_role 3\n", NO_NUMBER },
	{ "\nbox_role 2\n", "\nbox_role 1\n", NULL },
	{ BOX, BOX "box 0 0\n", NO_BOX },
	{ BOX, "\nbox 1 0\n", NO_TAKER },
	{ BOX, "\n", NO_TAKER },
	{ BOXES, BOXES "item 1 0 0 0 0 ann x\n", NO_ITEM },
	{ TAKER, "\ntaker 3 998 40\n", NO_TAKER }, /* is no member */
	{ TAKER, "\ntaker 2 998 40\n", NO_TAKER },
	{ TAKER, "\ntaker 5 998 40\n", NO_TAKER },
	{ TAKER, "\ntaker 6 998 40\n", NO_TAKER },
	{ TAKER, "\ntaker 32768 998 40\n", NO_TAKER },
	{ TAKER, "\ntaker 4294967297 998 40\n", NO_TAKER },
	{ TAKER, "\ntaker 18446744073709551616 998 40\n", FEW_NUMBERS },
	{ TAKER, "\ntaker 1 1997 40\n", NULL }, /* and it has three */
	{ TAKER, "\ntaker 1 1998 40\n", OF_NOBODY },
	{ TAKER, "\ntaker 1 2001 40\n", NO_TAKER },
	{ TAKER, "\ntaker 1 18446744073709551615 40\n", NO_TAKER },
	{ TAKER, "\ntaker 1 -2 40\n", FEW_NUMBERS },
	{ TAKER, "\ntaker 1 998 86400\n", NULL },
	{ TAKER, "\ntaker 1 998 86401\n", NO_TAKER },
	{ TAKER, "\ntaker 1 998 4294967296\n", NO_TAKER },
	{ TAKER, "\ntaker 1 998\n", FEW_NUMBERS },
	{ TAKER, "\ntaker\n", FEW_NUMBERS },
	{ TAKER, TAKER "taker 1 998 40\n", NO_TAKER },
	{ TAKER, "\n", OF_NOBODY }, /* its items are there still */
	{ NEWS, "\ntaker 3 1000 60\n", FOR_NOTHING },
	{ NEWS, "\ntaker 3 0 60\n", FOR_NOTHING },
	{ NEWS OTHER, "\n", FOR_NOTHING },
	{ BOXES, BOXES "new 1\nnew: 4\nbox \n", NULL },
	{ BOXES, BOXES BOXES, "unexpected or missing" },
};

/* An item in front of those that one has under way, or of a box of none. */
static const struct change in_items[] = {
	{ TAKER, TAKER "item 1 0 0 2 28 ann x\n", NULL },
	{ TAKER, TAKER "item 1 0 0 2 0 ann x\n", NULL },
	{ TAKER, TAKER "item 18446744073709551615 0 1 2 1 ann x\n", NULL },
	{ TAKER, TAKER "item 1 4294967295 0 2 86401000000 ann  \n", NULL },
	{ TAKER, TAKER "item 1 4294967296 0 2 0 ann x\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 0 2 86401000001 ann x\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 0 2 18446744073709551615 ann x\n", NO_ITEM },
	{ TAKER, TAKER "item 0 0 0 2 0 ann x\n", NO_ITEM },
	{ TAKER, TAKER "item x 0 0 2 0 ann x\n", NO_ITEM },
	{ TAKER, TAKER "item -1 0 0 2 0 ann x\n", NO_ITEM },
	{ TAKER, TAKER "item 18446744073709551616 0 0 2 0 ann x\n", NO_ITEM },
	{ TAKER, TAKER "item 1 x 0 2 0 ann x\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 x 2 0 ann x\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 0 x 0 ann x\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 0 2 x ann x\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 3 2 0 ann x\n", NO_ITEM }, /* has gone */
	{ TAKER, TAKER "item 1 0 4294967297 2 0 ann x\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 0 3 0 ann x\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 0 6 0 ann x\n", NO_ITEM }, /* no name */
	{ TAKER, TAKER "item 1 0 0 7 0 ann x\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 6 2 0 ann x\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 0 32769 0 ann x\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 0 4294967298 0 ann x\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 0 1 0 ann x\n", OF_NOBODY }, /* not yet */
	{ TAKER, TAKER "item 1 0 0 4 0 ann x\n", OF_NOBODY },
	{ TAKER, TAKER "item 1 0 0 2 0 a!n x\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 0 2 0 send x\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 0 2 0  x\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 0 2 0 ann \033\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 0 2 0 ann \377\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 0 2 0 ann \n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 0 2 0 ann\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 0 2 0\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 0 2\n", NO_ITEM },
	{ TAKER, TAKER "item 1\n", NO_ITEM },
	{ TAKER, TAKER "item\n", NO_ITEM },
	{ TAKER, TAKER "item 1 0 0 2 0 ann x\nitem 1 0 0 2 0 ann x\n",
	    NO_ITEM },
	{ NEWS, NEWS "item 1 0 0 4 0 ann x\nitem 1 0 0 0 0 ann x\n", NO_ITEM },
	{ NEWS, NEWS "item 2 0 0 4 0 ann x\nitem 1 0 0 4 0 ann x\n", NULL },
};

static const struct change in_accounts[] = {
	{ FOUNDERS, FOUNDERS "group tea ann 5 n 0\nunkept 1\n", NULL },
	{ FOUNDERS, FOUNDERS "group tea ann 5 n 0\nnew 1\nunkept 1\n", NULL },
	{ FOUNDERS, FOUNDERS "group tea ann 5 n 0\nunkept 1\nends 1\n", NULL },
	{ FOUNDERS, FOUNDERS "group tea ann 5 q 0\n",
	    "invalid registered group" },
	{ FOUNDERS, FOUNDERS "unkept 1\n", NULL },
};

static int
fill_and_save(void)
{
	const struct handover handover = { .version = "0.1" };
	struct state state;

	stage_begin((const struct config_option[]) {
	    { "max_clients", "20" }, { "hello_time", "0" }, { NULL, NULL } });
	MUST(spawn_init(), "no memory");
	left_fill(pace_turns);
	MUST(handover_save(&state, test.fd, &handover), "%s", state.why.text);
	state_free(&state);
	return 0;
}

/* In a child: 0 if what is said of it is what is wanted. */
static int
load_changed(void)
{
	const int nowhere = open("/dev/null", O_WRONLY);
	struct handover handover;
	struct state state;

	MUST(nowhere != -1 && dup2(nowhere, STDERR_FILENO) != -1, "no log");
	MUST(modules_init(), "no memory");
	MUST(handover_begin(&state, test.fd, &handover), "%s", state.why.text);
	if (handover_load(&state, &handover))
		return test.wanted == NULL ? 0 : 1;
	(void)printf("# %s\n", state.why.text);
	(void)fflush(stdout);
	return test.wanted != NULL &&
		strstr(state.why.text, test.wanted) != NULL ?
	    0 :
	    2;
}

static void
try_change(const char *from, const char *to, const char *said, const char *what)
{
	changed_write(test.fd, (struct str) { test.text, test.len }, from, to);
	test.wanted = said;
	(void)TAP_NUM(child_run(load_changed), 0, "%s: %s", what,
	    said != NULL ? said : "nothing is wrong");
}

static void
try_changes(const struct change *changes, size_t count, const char *where)
{
	char what[64];

	for (size_t i = 0; i < count; i++) {
		(void)snprintf(
		    what, sizeof(what), "%s, row %zu", where, i); /* fits */
		try_change(
		    changes[i].from, changes[i].to, changes[i].said, what);
	}
}

/* At a limit, and beyond it. */
static void
try_lengths(void)
{
	char to[2 * LIMIT_LINE];

	for (size_t more = 0; more < 2; more++) {
		(void)snprintf(to, sizeof(to), NINE "mask b 1 0 ann ~a:%s\n",
		    filler(MASK_MOST - 3 + more)); /* fits */
		try_change(NINE, to, more > 0 ? NO_MASK : NULL, "a mask");
		(void)snprintf(to, sizeof(to), TEA "row 1 0 0 ann %s\n",
		    filler(LIMIT_VALUE + more)); /* fits */
		try_change(TEA, to, more > 0 ? NO_ROW : NULL, "a value");
		(void)snprintf(to, sizeof(to), TAKER "item 1 0 0 2 0 ann %s\n",
		    filler(LIMIT_TEXT + more)); /* fits */
		try_change(TAKER, to, more > 0 ? NO_ITEM : NULL, "a text");
	}
}

/* Behind that, so many lines that differ by a number. */
static void
try_many(const char *at, const char *front, const char *behind, int count,
    const char *said)
{
	const size_t room = strlen(at) + (size_t)count * 64 + 1;
	char *to = malloc(room);
	size_t len = strlen(at);

	MUST(to != NULL, "no memory");
	memcpy(to, at, len + 1);
	for (int i = 1; i <= count; i++)
		len += (size_t)snprintf(to + len, room - len, "%s%d%s\n", front,
		    10000 + i, behind); /* fits */
	try_change(at, to, said, "many");
	free(to);
}

int
main(void)
{
	pace(UPTIME);
	test.fd = memfd_open("state");
	MUST(test.fd != -1, "no memory");
	if (!TAP_NUM(child_run(fill_and_save), 0, "a server is saved"))
		return tap_done();
	test.text = changed_read(test.fd, &test.len);
	try_changes(in_groups, COUNT(in_groups), "groups");
	try_changes(in_members, COUNT(in_members), "members");
	try_changes(in_modes, COUNT(in_modes), "modes");
	try_changes(in_tables, COUNT(in_tables), "tables");
	try_changes(in_locks, COUNT(in_locks), "locks");
	try_changes(in_hearers, COUNT(in_hearers), "hearers");
	try_changes(in_boxes, COUNT(in_boxes), "boxes");
	try_changes(in_items, COUNT(in_items), "items");
	try_changes(in_accounts, COUNT(in_accounts), "accounts");
	try_lengths();
	/* There are two masks already, three keys, and three credits. */
	try_many(NINE, "mask b 1 0 ann m", "!*@*", LIMIT_MASKS - 2, NULL);
	try_many(NINE, "mask b 1 0 ann m", "!*@*", LIMIT_MASKS - 1, NO_MASK);
	try_many(TEA, "row 1 0 ", " ann x", TABLE_ROWS_MAX - 3, NULL);
	try_many(TEA, "row 1 0 ", " ann x", TABLE_ROWS_MAX - 2, NO_ROW);
	try_many(NEWS, "item ", " 0 0 4 0 ann x", LIMIT_CREDITS - 3, NULL);
	try_many(NEWS, "item ", " 0 0 4 0 ann x", LIMIT_CREDITS - 2, OF_NOBODY);
	return tap_done();
}
