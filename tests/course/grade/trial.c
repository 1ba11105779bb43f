/* A trial under way: see trial.h. */
#include "trial.h"

#include <stdarg.h>
#include <stdio.h>

#include "shared/clock.h"

static struct verdict *current;
static usec started;

void
trial_begin(struct verdict *verdict)
{
	current = verdict;
	*current = (struct verdict) { .result = TRIAL_OK };
	started = clock_mono();
}

void
trial_expects(const char *format, ...)
{
	va_list values;

	if (!trial_goes_on())
		return;
	va_start(values, format);
	(void)vsnprintf(current->expected, TRIAL_TEXT, format, values);
	va_end(values);
}

void
trial_saw(const char *format, ...)
{
	va_list values;

	if (!trial_goes_on())
		return;
	current->result = TRIAL_FAULT;
	va_start(values, format);
	(void)vsnprintf(current->saw, TRIAL_TEXT, format, values);
	va_end(values);
}

void
trial_does_not_apply(const char *why)
{
	trial_saw("%s", why);
	if (current->result == TRIAL_FAULT)
		current->result = TRIAL_NOT_APPLICABLE;
}

bool
trial_goes_on(void)
{
	return current->result == TRIAL_OK;
}

double
trial_seconds(void)
{
	return (double)(clock_mono() - started) / (double)SEC;
}
