/*
 * helpers/keeper: whatever the keeper is asked, a line a question, each is
 * answered at most once, by lines of the grammar with that number; nobody gets
 * in by what is no proof; and what is kept can be read.
 */
#include "helpers/keeper/keeper.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem/arena.h"
#include "server/base/system/files.h"
#include "shared/grammar.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"

/* More rounds would make a single request too slow. */
#define ROUNDS 20

/* The secret of the account that is there; nothing that comes has it. */
#define SECRET "gqwXc7Qb1x"

static struct {
	struct keeper keeper;
} test;

static void
begin(void)
{
	struct store *store = &test.keeper.store;
	struct error why;

	if (store->memory == NULL)
		store->memory = calloc(1, STORE_MEMORY);
	store->fd = file_memfd("forkcast-fuzz");
	MUST(store->memory != NULL && store->fd != -1, "no memory");
	MUST(keeper_open(store, false, &why), "%s", why.text);
}

/* The answers, of which there is room for one. "flags" and "cut" need no proof.
 */
static void
check_answer(uint64_t asked, struct str what, struct buf *answer)
{
	struct str line;
	size_t answers = 0;

	while (buf_line(answer, &line) == LINE_WHOLE) {
		struct command said;
		uint64_t number;
		MUST(grammar_parse(line, FROM_WORKER, &said) == CODE_OK,
		    "it says \"%.*s\"", (int)line.len, line.at);
		if (said.rule->verb == VERB_ANSWER) {
			answers++;
			MUST(str_to_number(said.arg[0], UINT64_MAX, &number) &&
				number == asked,
			    "it answers another question");
		}
		MUST(said.rule->verb != VERB_ANSWER || said.count < 3 ||
			str_eq(what, STR("flags")) ||
			str_eq(what, STR("cut")) ||
			!str_eq(str_word(&said.arg[2]), STR("master")),
		    "somebody got in");
		buf_drop_line(answer, line);
	}
	MUST(buf_len(answer) == 0 && answers <= 1, "%zu answers", answers);
}

static void
work(struct str question, struct buf *answer)
{
	static char room[KEEPER_ANSWER];

	buf_init(answer, room, sizeof(room));
	(void)keeper_work(&test.keeper, question, answer);
	MUST(!test.keeper.failed, "it cannot be saved");
}

/* No client changes an account so, and there is no time for more rounds. */
static void
ask(struct str text)
{
	struct str rest = text, what;
	uint64_t number, rounds;
	struct buf answer;

	if (!str_to_number(str_word(&rest), UINT64_MAX, &number))
		return;
	what = str_word(&rest);
	if (str_eq(what, STR("change")) || str_begins(rest, STR("account ")) ||
	    (str_to_number(str_word(&rest), UINT64_MAX, &rounds) &&
		rounds > ROUNDS))
		return;
	work(text, &answer);
	check_answer(number, what, &answer);
}

static void
can_be_read(void)
{
	const size_t count = test.keeper.store.table[STORE_ACCOUNT].count;

	MUST(keeper_reload(&test.keeper.store), "it cannot be read");
	MUST(test.keeper.store.table[STORE_ACCOUNT].count == count,
	    "some are missing");
}

void
fuzz(struct str input)
{
	struct str line;
	struct buf answer;

	begin();
	work(STR("1 make 5 master " SECRET), &answer);
	while (fuzz_line(&input, &line))
		ask(line);
	can_be_read();
	io_close(&test.keeper.store.fd);
}
