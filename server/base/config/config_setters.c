/* Numbers, sizes and times in a configuration: see config_setters.h. */
#include "base/config/config_setters.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "shared/str.h"

#define TIME_MAX (86400.0 * 365)

/*
 * Writes a number as a user would: a size in the largest unit that divides it.
 */
static void
write_number(char room[STR_DIGITS + 2], uint64_t number, bool is_size)
{
	const unsigned shift = !is_size || number == 0 ? 0 :
	    number % ((uint64_t)1 << 20) == 0	       ? 20 :
	    number % ((uint64_t)1 << 10) == 0	       ? 10 :
							 0;

	(void)snprintf(room, STR_DIGITS + 2, "%llu%s",
	    (unsigned long long)(number >> shift),
	    shift == 20	    ? "M" :
		shift == 10 ? "K" :
			      ""); /* fits */
}

/* Sets the number, or returns that it is out of bounds. */
static const char *
set(const struct setting *setting, uint64_t number, bool is_size)
{
	const struct key *key = setting->key;
	const bool too_small = number < key->least;
	size_t *value = setting_field(setting);
	char bound[STR_DIGITS + 2];

	if (!too_small && number <= key->most) {
		*value = (size_t)number;
		return NULL;
	}
	write_number(bound, too_small ? key->least : key->most, is_size);
	(void)snprintf(setting->wrong, CONFIG_WRONG, "must be %s or %s", bound,
	    too_small ? "more" : "less"); /* fits */
	return setting->wrong;
}

/* Reads a number. One that is too large for 64 bits becomes the largest. */
static bool
read_number(struct str text, uint64_t *number)
{
	*number = UINT64_MAX;
	if (str_to_number(text, UINT64_MAX, number))
		return true;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
	return text.len > 0;
}

const char *
config_set_number(const struct setting *setting)
{
	uint64_t number;

	if (!read_number(str_from(setting->value), &number))
		return "must be a whole number";
	return set(setting, number, false);
}

const char *
config_set_size(const struct setting *setting)
{
	struct str digits = str_from(setting->value);
	uint64_t number, unit = 1;

	if (digits.len > 0 && digits.at[digits.len - 1] == 'K')
		unit = 1024;
	if (digits.len > 0 && digits.at[digits.len - 1] == 'M')
		unit = (uint64_t)1024 * 1024;
	digits.len -= unit > 1;
	if (!read_number(digits, &number))
		return "must be a number of bytes, or end in K or M";
	return set(setting,
	    number > UINT64_MAX / unit ? UINT64_MAX : number * unit, true);
}

const char *
config_read_time(const struct setting *setting, usec *time)
{
	const double low = (double)setting->key->least / SEC;
	const size_t most = setting->key->most;
	const double high = most > 0 ? (double)most / SEC : TIME_MAX;
	char *end;
	const double seconds = strtod(setting->value, &end);

	if (end == setting->value || *end != '\0' || isnan(seconds))
		return "must be a time in seconds, such as 0.5";
	if (seconds >= low && seconds <= high) {
		*time = (usec)(seconds * (double)SEC);
		return NULL;
	}
	(void)snprintf(setting->wrong, CONFIG_WRONG,
	    "must be %.10g seconds or %s", seconds < low ? low : high,
	    seconds < low ? "more" : "less"); /* fits */
	return setting->wrong;
}

const char *
config_set_time(const struct setting *setting)
{
	return config_read_time(setting, setting_field(setting));
}
