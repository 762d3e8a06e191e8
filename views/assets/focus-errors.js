document.getElementById('error-summary')?.focus();
