/*
 * Whether the guests were told the truth: all events that anybody has heard,
 * in the order of their IDs, must have come to just those whom they concerned
 * at that moment. Of one that was lost only the end may be missing. Knows the
 * protocol and nothing of the server. Used by story.c.
 */
#ifndef TESTS_FAULTS_WITNESS_H
#define TESTS_FAULTS_WITNESS_H

/*
 * Ends the test if something was not heard, heard twice, out of order or by
 * somebody else; or if those who stayed to the end were not told that somebody
 * in one of their groups went before it.
 */
void witness_check(void);

#endif
