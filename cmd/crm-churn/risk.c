#include "churn.h"
bool run_risk(struct run *r){return run_usage(r,"todo");}
