"""Still pictures, drawn by Python as the front end draws."""
