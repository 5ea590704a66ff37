/** People with the business that they work for. */
export const CUSTOMERS = {
  nullText: 'NULL',
  records: [
    {
      type: 'contact',
      externalId: { template: 'contact-{number}' },
      fields: {
        name: { join: { columns: ['first', 'last'] } },
        email: { column: 'email' },
        phone: { column: 'phone' },
        'address.city': { column: 'city' },
        'address.country': { column: 'country', format: 'country-name' },
      },
    },
    {
      type: 'customer',
      externalId: { template: 'customer-{number}' },
      when: { column: 'company', is: 'present' },
      fields: { companyName: { column: 'company' } },
      references: { contactPerson: { type: 'contact', externalId: { template: 'contact-{number}' } } },
    },
  ],
};

/** Three people, two of whom work somewhere. */
export const CUSTOMER_FILE = `number,first,last,email,phone,city,country,company
1,Ines,Albrecht,ines.albrecht@example.org,030 5550142,Berlin,Germany,Möbelhaus Albrecht
2,Tomás,Vidal,tomas.vidal@example.org,NULL,Madrid,Spain,NULL
3,Noor,Haddad,noor.haddad@example.com,,København,Denmark,"Haddad & Søn, ""Aps"""
`;

/** Products by their number. */
export const PRODUCTS = {
  records: [
    {
      type: 'product',
      externalId: { column: 'sku' },
      fields: {
        name: { column: 'name' },
        unitPrice: { column: 'price', format: 'decimal-to-minor' },
        discontinued: { column: 'gone', format: 'boolean' },
      },
    },
  ],
};

/** Orders of the people above, with lines from a second file. */
export const ORDERS = {
  joins: { lines: { on: 'order', to: 'number' } },
  records: [
    {
      type: 'order',
      externalId: { column: 'number' },
      fields: { orderedOn: { column: 'day', format: 'datetime' }, shipToName: { column: 'to' } },
      references: { orderedBy: { type: 'contact', externalId: { template: 'contact-{customer}' } } },
      lines: {
        lines: {
          from: 'lines',
          fields: {
            quantity: { column: 'quantity', format: 'decimal' },
            unitPrice: { column: 'price', format: 'decimal-to-minor' },
          },
          references: { product: { type: 'product', externalId: { column: 'sku' } } },
        },
      },
    },
  ],
};
