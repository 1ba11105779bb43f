/* The parts of a step: see journal_step.h. */
#include "helpers/journal/journal_step.h"

#include "helpers/helper.h"
#include "shared/grammar.h"
#include "shared/names.h"

void
journal_answer(struct ask *ask, const struct str *words, size_t count)
{
	size_t len = sizeof("answer ") + STR_DIGITS + count;

	/* Files may have what is no text, or no line of the pipe. */
	for (size_t i = 0; i < count; len += words[i++].len)
		if (text_check(words[i], LIMIT_LINE) != CODE_OK)
			return;
	if (len > LIMIT_LINE)
		return;
	(void)BUF_CAT(
	    &helper.up, STR("answer "), DECIMAL(ask->number), STR(" "));
	(void)buf_say(&helper.up, words, count);
}

enum step
journal_step_refuse(struct ask *ask, enum code code)
{
	JOURNAL_ANSWER(ask, code_word(code), code_text(code));
	return STEP_END;
}

enum step
journal_step_end(struct ask *ask, int error)
{
	if (error != 0)
		return journal_step_refuse(ask, CODE_UNAVAILABLE);
	JOURNAL_ANSWER(ask, STR("done"));
	return STEP_END;
}

bool
journal_step_is_enough(const struct ask *ask)
{
	return journal_files.work >= ask->until;
}

enum step
journal_step_go_on(struct ask *ask, struct str when)
{
	JOURNAL_ANSWER(ask, when, ask->turned ? STR("+t") : STR("+"),
	    DECIMAL(ask->at), DECIMAL(ask->counted), DECIMAL(ask->last),
	    ask->on.len > 0 ? ask->on : STR("-"));
	return STEP_END;
}

enum step
journal_step_walk(struct ask *ask, struct str token, uint64_t id,
    enum journal_way way, visit_record *visit)
{
	enum step step = STEP_OVER;
	struct journal_record record;
	struct journal_scan scan;
	bool is_tags;

	journal_scan_seek(&scan, token, id);
	while (journal_scan_read(&scan, way, &record)) {
		is_tags = str_eq(record.verb, JOURNAL_TAGS);
		step = visit(ask, &scan, &record);
		if (step != STEP_ON)
			break;
		ask->at = record.id;
		if (!is_tags && journal_step_is_enough(ask))
			break;
		step = STEP_OVER;
	}
	if (scan.error != 0)
		step = journal_step_refuse(ask, CODE_UNAVAILABLE);
	journal_scan_close(&scan);
	return step;
}
