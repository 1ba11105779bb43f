/* Fills a server with state that clients leave behind: see left.h. */
#include "left.h"

#include <stdio.h>

#include "puppet.h"
#include "sane.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"

#define LETTERS 3000

static struct {
	struct puppet ann, bob, cem, lazy, gone, nobody, local;
	char last[LIMIT_LINE];
} left;

static void
say(struct puppet *puppet, const char *line)
{
	puppet_say(puppet, line);
	puppet_hear_all(puppet, left.last);
	MUST(left.last[0] != '\0', "%s: no answer", line);
	MUST(strncmp(left.last, "err ", 4) != 0, "%s: %s", line, left.last);
}

/* "done" or "back" of the item that it has got last. */
static void
answer(struct puppet *puppet, const char *verb, const char *take)
{
	char line[LIMIT_LINE];
	struct str rest, id = { NULL, 0 };

	say(puppet, take);
	rest = str_from(left.last);
	MUST(str_eq(str_word(&rest), STR("item")), "no item: %s", left.last);
	id = str_word(&rest);
	(void)snprintf(
	    line, sizeof(line), "%s %.*s", verb, (int)id.len, id.at); /* fits */
	say(puppet, line);
}

static void
fill_tables(void)
{
	say(&left.ann, "put tea k  two  words ");
	say(&left.bob, "put tea a/b by-bob");
	say(&left.gone, "put tea orphan of nobody any more");
	say(&left.gone, "join stays");
	groups_keep(groups_find(STR("stays")));
	say(&left.gone, "put stays k v");
	say(&left.gone, "join theirs");
	say(&left.bob, "join theirs");
	say(&left.ann, "put @ann k own");
	say(&left.ann, "name anna");
	say(&left.bob, "put @bob who bob");
	say(&left.cem, "put rice k v");
	say(&left.ann, "hear who k");
	say(&left.bob, "hear what/else");
	say(&left.cem, "hear k");
	say(&left.lazy, "hear none who k");
}

/* In news: one with a queue, and one that a client has freed. */
static void
fill_locks(void)
{
	say(&left.bob, "hold news lock 1 by-bob");
	say(&left.cem, "hold news lock 1  two  words ");
	say(&left.lazy, "hold news lock 3 by-lazy");
	say(&left.bob, "hold news again 2 x");
	say(&left.cem, "hold news again 2 y");
	say(&left.bob, "free news again");
}

/* See left.h, in this order. */
static void
fill_boxes(void (*pass)(usec time))
{
	char line[LIMIT_LINE];

	say(&left.gone, "post tea a");
	say(&left.ann, "post tea b");
	say(&left.ann, "post tea c");
	say(&left.bob, "post tea d");
	say(&left.bob, "post tea  e  ");
	answer(&left.bob, "back", "take tea 1");
	say(&left.bob, "take tea 3 30");
	pass(LEFT_TIME);
	say(&left.bob, "take tea 1 40"); /* two too many */
	say(&left.ann, "take tea 2 0");
	say(&left.cem, "post rice x");
	say(&left.cem, "take rice 2 86400");
	say(&left.ann, "join rice");
	say(&left.ann, "take rice 5");
	say(&left.lazy, "take rice 7 9");
	say(&left.cem, "take rice 4 86400");
	(void)snprintf(
	    line, sizeof(line), "send news %s", filler(LETTERS)); /* fits */
	while (!slots_get(left.lazy.slot)->down.over_mark) {
		puppet_say(&left.bob, line);
		puppet_hear_all(&left.bob, left.last);
		puppet_hear_all(&left.cem, left.last);
	}
	say(&left.ann, "take rice 0");
	say(&left.cem, "take rice 1 86400");
	say(&left.cem, "post rice y");
	say(&left.cem, "take news 3");
	say(&left.bob, "take news 2");
}

/* The operators are ann in tea, cem in rice, and bob in news. */
static void
fill_modes(void)
{
	say(&left.ann, "mode tea -n");
	say(&left.ann, "mode tea +t");
	say(&left.ann, "mode tea +l 9");
	say(&left.ann, "mode tea +v bob");
	say(&left.ann, "mode tea +b x");
	say(&left.ann, "mode tea +e ~m:*@y");
	say(&left.ann, "mode tea +o gone");
	say(&left.gone, "mode tea +b ~a:gone");
	say(&left.bob, "mode news +s");
	say(&left.bob, "mode news -n");
	say(&left.bob, "mode news +v bob");
	say(&left.cem, "invite news anna");
}

/* When all have come who are to be in it. */
static void
close_rice(void)
{
	say(&left.cem, "mode rice -n");
	say(&left.cem, "mode rice +i");
	say(&left.cem, "mode rice +k Sesame");
	say(&left.cem, "mode rice +I z");
	say(&left.cem, "invite rice bob");
	say(&left.cem, "invite rice gone");
	groups_set_box_role(groups_find(STR("news")), BOX_OPERATORS);
}

/* Makes and leaves things behind as gone does. */
static void
come_and_go(struct puppet *local)
{
	puppet_enter(local);
	say(local, "name local");
	say(local, "join ours");
	say(&left.bob, "join ours");
	say(local, "post ours x");
	say(local, "put ours k v");
	say(local, "mode ours +b x");
	puppet_die(local);
}

void
left_fill(void (*pass)(usec time))
{
	puppet_join(&left.ann, "ann", "tea");
	puppet_join(&left.bob, "bob", "tea");
	puppet_enter_from(&left.gone, "192.0.2.9:1");
	say(&left.gone, "name gone");
	say(&left.gone, "join tea");
	puppet_join(&left.cem, "cem", "rice");
	puppet_join(&left.lazy, "lazy", "rice");
	puppet_enter(&left.nobody);
	say(&left.bob, "join news");
	say(&left.cem, "join news");
	say(&left.lazy, "join news");
	fill_tables();
	fill_locks();
	fill_modes();
	fill_boxes(pass);
	close_rice();
	puppet_die(&left.gone);
	come_and_go(&left.local);
	sane_check();
}
