/* The result of a grading: see report.h. */
#include "report.h"

static const char *const results[] = { [TRIAL_OK] = "ok",
	[TRIAL_FAULT] = "fault",
	[TRIAL_NOT_APPLICABLE] = "not-applicable",
	[TRIAL_NOT_RUN] = "not-run" };

/* The sum of the points of the trials with that result. */
static unsigned
points_of(const struct report *report, enum trial_result result)
{
	unsigned points = 0;

	for (size_t i = 0; i < report->count; i++)
		if (report->verdict[i].result == result)
			points += report->trial[i]->points;
	return points;
}

static unsigned
most_points(const struct report *report)
{
	return points_of(report, TRIAL_OK) + points_of(report, TRIAL_FAULT) +
	    points_of(report, TRIAL_NOT_RUN);
}

void
report_trial(const struct trial *trial, const struct verdict *verdict)
{
	const unsigned points = verdict->result == TRIAL_OK ? trial->points : 0;

	if (verdict->result == TRIAL_NOT_APPLICABLE)
		printf(" -/-   %-13s does not apply: %s\n", trial->name,
		    verdict->saw);
	else
		printf("%2u/%-2u  %-13s %s%s\n", points, trial->points,
		    trial->name,
		    verdict->result == TRIAL_OK	       ? "" :
			verdict->result == TRIAL_FAULT ? "FAULT: " :
							 "NOT RUN: ",
		    trial->promise);
	if (verdict->result == TRIAL_FAULT)
		printf("       expected: %s\n       saw: %s\n       read: %s\n",
		    verdict->expected, verdict->saw, trial->read);
	else if (verdict->result == TRIAL_NOT_RUN)
		printf("       because: %s\n", verdict->saw);
	(void)fflush(stdout); /* or it comes later */
}

void
report_total(const struct report *report)
{
	const unsigned left_out = points_of(report, TRIAL_NOT_APPLICABLE);

	printf("%u of %u points", points_of(report, TRIAL_OK),
	    most_points(report));
	if (left_out > 0)
		printf("; %u more do not count, because this %s", left_out,
		    report->children ? "system cannot show what they test" :
				       "server has no child processes");
	printf("\n");
}

size_t
report_faults(const struct report *report)
{
	size_t count = 0;

	for (size_t i = 0; i < report->count; i++)
		count += report->verdict[i].result == TRIAL_FAULT;
	return count;
}

/* Writes "KEY": "TEXT"; what is not ASCII was one byte of a text cut short. */
static void
write_text(FILE *file, const char *key, const char *text)
{
	fprintf(file, "\"%s\": \"", key);
	for (; *text != '\0'; text++) {
		const unsigned char c = (unsigned char)*text;
		if (c < ' ' || c > '~')
			fprintf(file, "\\u%04x", c);
		else
			fprintf(
			    file, "%s%c", c == '"' || c == '\\' ? "\\" : "", c);
	}
	fprintf(file, "\"");
}

static void
write_trial(
    FILE *file, const struct trial *trial, const struct verdict *verdict)
{
	fprintf(file, "    { ");
	write_text(file, "name", trial->name);
	fprintf(file, ", ");
	write_text(file, "result", results[verdict->result]);
	fprintf(file,
	    ", \"points\": %u, \"of\": %u, \"seconds\": %.1f,\n      ",
	    verdict->result == TRIAL_OK ? trial->points : 0, trial->points,
	    verdict->seconds);
	write_text(file, "promise", trial->promise);
	fprintf(file, ",\n      ");
	write_text(file, "expected", verdict->expected);
	fprintf(file, ",\n      ");
	write_text(file, "saw", verdict->saw);
	fprintf(file, ",\n      ");
	write_text(file, "read", trial->read);
	fprintf(file, " }");
}

bool
report_json(const struct report *report, const char *path)
{
	FILE *file = fopen(path, "we");

	if (file == NULL)
		return false;
	fprintf(file, "{ ");
	write_text(file, "server", report->server);
	fprintf(file,
	    ",\n  \"points\": %u, \"of\": %u, \"not_applicable\": %u,\n"
	    "  \"children\": %s,\n  \"trials\": [\n",
	    points_of(report, TRIAL_OK), most_points(report),
	    points_of(report, TRIAL_NOT_APPLICABLE),
	    report->children ? "true" : "false");
	for (size_t i = 0; i < report->count; i++) {
		write_trial(file, report->trial[i], &report->verdict[i]);
		fprintf(file, i + 1 < report->count ? ",\n" : "\n");
	}
	fprintf(file, "  ] }\n");
	const bool written = ferror(file) == 0;
	return fclose(file) == 0 && written;
}
