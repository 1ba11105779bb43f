/*
 * Checks the truth of the guests' events: all events that anybody got, in the
 * order of their IDs, must have reached exactly the clients that they concerned
 * at that moment. A lost client may miss only the end. Knows the protocol but
 * nothing of the server.
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
