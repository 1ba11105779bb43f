/* Questions that are under way: see journal_questions.h. */
#include "router/verbs/history/journal_questions.h"

#include "base/config/config.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/delivery/fanout.h"
#include "router/model/clients.h"
#include "shared/network.h"

static struct journal_questions {
	struct journal_question at[JOURNAL_QUESTIONS];
	size_t count;
	uint64_t asked; /* so far */
} questions;

size_t
journal_questions_count(void)
{
	return questions.count;
}

struct journal_question *
journal_questions_at(size_t place)
{
	return questions.at[place].number != 0 ? &questions.at[place] : NULL;
}

uint32_t
journal_questions_asker(size_t place)
{
	return questions.at[place].number != 0 ? questions.at[place].asker :
						 JOURNAL_NOBODY;
}

/* The number of each says its place. */
struct journal_question *
journal_questions_find(uint64_t number)
{
	struct journal_question *question =
	    journal_questions_at(number % JOURNAL_QUESTIONS);

	return question != NULL && question->number == number ? question : NULL;
}

/*
 * Sends "ask NUMBER FROM - 0 WHAT ...": the journal has no order of rank, and
 * no rounds. Returns false if there is no memory.
 */
static bool
send_words(uint32_t slot, uint32_t asker, uint64_t number, struct words words)
{
	const bool is_client = asker < CLIENTS_MAX;
	const struct network from =
	    is_client ? clients_network(asker) : (struct network) { .bits = 0 };
	struct str all[5 + 16] = { STR("ask"), DECIMAL(number),
		is_client ? NETWORK_STR(&from) : STR("-"), STR("-"), STR("0") };
	size_t count = 5;

	for (size_t i = 0; i < words.count && count < COUNT(all); i++)
		if (words.at[i].len > 0)
			all[count++] = words.at[i];
	fanout_settle(); /* an answer covers all events before the question */
	return fanout_secret(slot, (struct words) { all, count });
}

static size_t
free_place(void)
{
	size_t place = 0;

	while (place < JOURNAL_QUESTIONS - 1 && questions.at[place].number != 0)
		place++;
	return place;
}

struct journal_question *
journal_questions_put(uint32_t slot, uint32_t asker, struct words words)
{
	const size_t place = free_place();
	const uint64_t number = ++questions.asked * JOURNAL_QUESTIONS + place;

	if (!send_words(slot, asker, number, words))
		return NULL;
	questions.at[place] =
	    (struct journal_question) { .number = number, .asker = asker };
	questions.count++;
	return &questions.at[place];
}

/*
 * Without a history only the server itself asks, and the numbers begin again
 * once it does not, so that programs without a journal can take over.
 */
uint32_t
journal_questions_end(struct journal_question *question)
{
	const uint32_t asker = question->asker;

	*question = (struct journal_question) { .asker = JOURNAL_NOBODY };
	questions.count--;
	if (questions.count == 0 && config_now()->history == HISTORY_NO)
		journal_questions_forget();
	return asker;
}

void
journal_questions_forget(void)
{
	questions.asked = 0;
}

/* Only this is saved: nobody must get the answers of an earlier journal. */
static const struct field saved[] = {
	FIELD(NUMBER, struct journal_questions, asked),
};

MODULE(journal_questions) = { FIELDS_SECTION(
    "journal", saved, questions, MODULE_MAY_LACK) };
